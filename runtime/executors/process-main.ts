/** What a worker process starts from. */

import { resolveBask } from "../functions/library.ts";
import { createNodeLinker, type NodeLinker } from "../functions/linker.ts";
import { KERNELS } from "./kernels.ts";
import { startProcessWorker } from "./processes/worker.ts";

let linker: NodeLinker | undefined;

startProcessWorker({ kernels: KERNELS, loadModule: (url, from) => (linker ??= createNodeLinker({ resolveBask })).loadCaptured(url, from) });
