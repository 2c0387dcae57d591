/** Lines of JSON through a bag: decoded, filtered, plucked, flattened, folded. */

import { join } from "node:path";
import * as db from "bask/bag";
import type { Scene, Workload } from "./workload.ts";

interface Customer {
  id: number;
  name: string;
  transactions: { "transaction-id": number; amount: number }[];
}

export function bagWorkloads({ accounts }: Scene): Workload[] {
  const customers = () => db.readText(join(accounts, "accounts.*.json.gz")).map(line => JSON.parse(line) as Customer);
  return [
    {
      name: "bag.json",
      title: "gzipped JSON lines: filter, pluck, flatten, pluck, sum",
      daskUses: "processes",
      prepare: async () => () =>
        customers()
          .filter(c => c.name === "Alice")
          .pluck("transactions")
          .flatten()
          .pluck("amount")
          .sum()
          .compute(),
    },
    {
      name: "bag.frequencies",
      title: "gzipped JSON lines: names counted",
      daskUses: "processes",
      prepare: async () => async () => (await customers().pluck("name").frequencies().compute()).reduce((sum, [, count]) => sum + count, 0),
    },
    {
      name: "bag.foldby",
      title: "gzipped JSON lines: transactions by name",
      daskUses: "processes",
      prepare: async () => async () => {
        const folded = await customers()
          .foldby(
            "name",
            (total, c) => total + c.transactions.length,
            0,
            (a, b) => a + b,
          )
          .compute();
        return folded.reduce((sum, [, count]) => sum + count, 0);
      },
    },
  ];
}
