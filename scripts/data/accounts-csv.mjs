/** `accounts.{0,1,2}.csv`: one purchase a row, with the columns id, names, amount. */

import { join } from "node:path";
import { customers } from "./customers.mjs";
import { generator } from "./generator.mjs";
import { lineWriter } from "./line-writer.mjs";

const FILES = 3;
const ROWS = 10_000;
const CUSTOMERS = 500;

/** @type {import("./make.mjs").DataSet} */
export const accountsCsv = {
  name: "accounts-csv",
  version: 1,
  make(folder, { seed, scale }) {
    const people = customers(seed, CUSTOMERS);
    const rows = Math.max(1, Math.round(ROWS * scale));
    for (let file = 0; file < FILES; file++) {
      const name = `accounts.${file}.csv`;
      const random = generator(seed, name);
      const lines = lineWriter(join(folder, name));
      lines.write("id,names,amount");
      for (let row = 0; row < rows; row++) {
        const id = people.next(random);
        lines.write(`${id},${people.names[id]},${people.amount(id, random)}`);
      }
      lines.close();
    }
  },
};
