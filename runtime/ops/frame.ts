import type { OperationTable } from "./operation.ts";

export const FRAME: OperationTable = {};
