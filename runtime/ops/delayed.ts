import type { OperationTable } from "./operation.ts";

export const DELAYED: OperationTable = {};
