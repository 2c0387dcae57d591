/** Written by scripts/api-names.mjs: names of `bask/distributed` that are declared and not built in this version. */

import { missing } from "../declared.ts";

export const Client = missing("distributed.Client", "Client");
export const LocalCluster = missing("distributed.LocalCluster", "LocalCluster");
export const asCompleted = missing("distributed.asCompleted");
export const fireAndForget = missing("distributed.fireAndForget");
export const progress = missing("distributed.progress");
export const wait = missing("distributed.wait");
