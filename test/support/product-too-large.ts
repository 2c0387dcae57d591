/** A product of which one task reads more than memory may hold, on four workers: each time an error, and never a standstill. */

import { random } from "../../runtime/array.ts";
import { closeEngines } from "../../runtime/run/engines.ts";

const y = random.defaultRng(3).random({ size: [64 * 256, 256], chunks: [256, 256] });
const product = y.T.matmul(y).sum();
const messages: string[] = [];
for (let i = 0; i < 4; i++) {
  await product.compute({ memoryLimit: 6e6, numWorkers: 4 } as never).catch((error: Error) => messages.push(error.message));
  await closeEngines();
}
console.log(JSON.stringify(messages));
