/** Types of flights.mjs, for the TypeScript that calls it. */
export function ensureFlights(dir: string, options?: { stderr?: NodeJS.WriteStream }): Promise<{ parquet: string; csv: string[]; made: boolean }>;
