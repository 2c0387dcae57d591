/** What a worker thread starts from. Modules that user functions import are linked as in the thread that sent them: TypeScript included. */

import { resolveBask } from "../functions/library.ts";
import { createNodeLinker, type NodeLinker } from "../functions/linker.ts";
import { KERNELS } from "./kernels.ts";
import { startWorker } from "./threads/worker.ts";

let linker: NodeLinker | undefined;

await startWorker({ kernels: KERNELS, loadModule: (url, from) => (linker ??= createNodeLinker({ resolveBask })).loadCaptured(url, from) });
