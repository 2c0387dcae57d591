import type { OperationTable } from "./operation.ts";

export const MOVEMENT: OperationTable = {};
