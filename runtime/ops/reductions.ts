import type { OperationTable } from "./operation.ts";

export const REDUCTIONS: OperationTable = {};
