import type { OperationTable } from "./operation.ts";

export const ELEMENTWISE: OperationTable = {};
