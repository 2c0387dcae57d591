import { startWorker } from "../../runtime/executors/threads/worker.ts";
import { TEST_KERNELS } from "./kernels.ts";

await startWorker({ kernels: TEST_KERNELS });
