/** What a worker thread starts from. */

import { KERNELS } from "./kernels.ts";
import { startWorker } from "./threads/worker.ts";

await startWorker({ kernels: KERNELS });
