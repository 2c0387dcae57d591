import type { OperationTable } from "./operation.ts";

export const CREATION: OperationTable = {};
