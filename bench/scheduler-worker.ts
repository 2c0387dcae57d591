/** What the worker threads of the scheduler's benchmark start from: kernels that do nothing. */

import { startWorker } from "../runtime/executors/threads/worker.ts";
import { BENCH_KERNELS } from "./scheduler.ts";

await startWorker({ kernels: BENCH_KERNELS });
