/** `accounts.NN.json.gz`: one customer a line, as JSON, with all purchases of that customer in the file. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { customers } from "./customers.mjs";
import { generator } from "./generator.mjs";

const FILES = 50;
const PURCHASES = 10_000;
const CUSTOMERS = 250;

/** @type {import("./make.mjs").DataSet} */
export const accountsJson = {
  name: "accounts-json",
  version: 1,
  make(folder, { seed, scale }) {
    const people = customers(seed, CUSTOMERS);
    const purchases = Math.max(1, Math.round(PURCHASES * scale));
    for (let file = 0; file < FILES; file++) {
      const name = `accounts.${String(file).padStart(2, "0")}.json.gz`;
      const random = generator(seed, name);
      /** @type {{ "transaction-id": number; amount: number }[][]} */
      const bought = people.names.map(() => []);
      for (let i = 0; i < purchases; i++) {
        const id = people.next(random);
        bought[id]?.push({ "transaction-id": random.integer(1e8), amount: people.amount(id, random) });
      }
      const lines = people.names
        .map((name, id) => ({ id, name, transactions: bought[id] ?? [] }))
        .filter(customer => customer.transactions.length > 0)
        .map(customer => JSON.stringify(customer) + "\n");
      writeFileSync(join(folder, name), gzipSync(lines.join("")));
    }
  },
};
