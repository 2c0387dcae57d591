import type { OperationTable } from "./operation.ts";

export const IO: OperationTable = {};
