/**
 * Numbers from a seed. Each file of a data set has a stream of its own, named by the seed and the file, so that a file's content
 * depends neither on the order in which files are made nor on what other sets exist.
 */

import { createHash } from "node:crypto";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/**
 * @typedef {object} Generator
 * @property {() => number} uniform from 0 (included) to 1 (excluded)
 * @property {(below: number) => number} integer from 0 (included) to `below` (excluded)
 * @property {() => number} exponential with mean 1
 * @property {() => number} normal with mean 0 and deviation 1
 * @property {<T>(values: readonly T[]) => T} pick one of the values
 * @property {<T>(values: readonly T[]) => T[]} shuffle a new list in random order
 */

/**
 * @param {number} seed
 * @param {string} stream the name of what is made
 * @returns {Generator}
 */
export function generator(seed, stream) {
  const source = xoroshiro128plus(createHash("sha256").update(`${seed}/${stream}`).digest().readInt32LE(0));
  const uniform = () => uniformFloat64(source);
  const integer = (/** @type {number} */ below) => Math.floor(uniform() * below);
  const exponential = () => -Math.log(1 - uniform());
  return {
    uniform,
    integer,
    exponential,
    normal: () => Math.sqrt(2 * exponential()) * Math.cos(2 * Math.PI * uniform()),
    pick: values => /** @type {any} */ (values[integer(values.length)]),
    shuffle(values) {
      const shuffled = [...values];
      for (let i = shuffled.length - 1; i > 0; i--) {
        const j = integer(i + 1);
        [shuffled[i], shuffled[j]] = [/** @type {any} */ (shuffled[j]), /** @type {any} */ (shuffled[i])];
      }
      return shuffled;
    },
  };
}

/**
 * A sampler of indices in proportion to their weights.
 * @param {readonly number[]} weights
 * @returns {(random: Generator) => number}
 */
export function weighted(weights) {
  const sums = new Float64Array(weights.length);
  let total = 0;
  weights.forEach((weight, i) => (sums[i] = total += weight));
  return random => {
    const target = random.uniform() * total;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (/** @type {number} */ (sums[middle]) > target) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
