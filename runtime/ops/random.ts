import type { OperationTable } from "./operation.ts";

export const RANDOM: OperationTable = {};
