import type { OperationTable } from "./operation.ts";

export const BAG: OperationTable = {};
