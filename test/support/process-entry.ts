import { startProcessWorker } from "../../runtime/executors/processes/worker.ts";
import { TEST_KERNELS } from "./kernels.ts";

startProcessWorker({ kernels: TEST_KERNELS });
