import type { OperationTable } from "./operation.ts";

export const SERIES: OperationTable = {};
