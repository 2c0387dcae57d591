import type { OperationTable } from "./operation.ts";

export const GROUPBY: OperationTable = {};
