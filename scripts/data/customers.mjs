/** The people of the accounts: who they are, how often they buy and how much they spend. Both account sets draw from here. */

import { generator, weighted } from "./generator.mjs";

const FIRST_NAMES = [
  "Alice", "Boris", "Carmen", "Dmitri", "Elena", "Farid", "Greta", "Hiro", "Ingrid", "Jonas", "Kwame", "Lucia", "Mei",
  "Nadia", "Oscar", "Priya", "Quentin", "Rosa", "Samir", "Tomas", "Uma", "Viktor", "Wanda", "Ximena", "Yusuf", "Zoe",
];

/**
 * @typedef {object} Customers
 * @property {readonly string[]} names by id
 * @property {(random: import("./generator.mjs").Generator) => number} next the id of the next buyer
 * @property {(id: number, random: import("./generator.mjs").Generator) => number} amount of one purchase, a whole number
 */

/**
 * Every name is equally common, so that a look for "Alice" finds some in every set. Wealth and frequency are exponential; the
 * frequency has a floor, so that nobody is left without a purchase in a set of ordinary size.
 * @param {number} seed
 * @param {number} count
 * @returns {Customers}
 */
export function customers(seed, count) {
  const random = generator(seed, `customers ${count}`);
  const names = random.shuffle(Array.from({ length: count }, (_, id) => /** @type {string} */ (FIRST_NAMES[id % FIRST_NAMES.length])));
  const wealth = Array.from({ length: count }, () => 50 + 1000 * random.exponential());
  const next = weighted(Array.from({ length: count }, () => 0.2 + random.exponential()));
  return {
    names,
    next,
    amount: (id, random) => Math.round(/** @type {number} */ (wealth[id]) * (1 + 0.3 * random.normal())),
  };
}
