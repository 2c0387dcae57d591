import { expect, it } from "vitest";
import { WorkerQueue } from "../../runtime/executors/threads/worker-queue.ts";

it("takes the run of the highest priority first, and runs of one priority in turn", () => {
  const [a, b, urgent] = [{ priority: 0 }, { priority: 0 }, { priority: 5 }];
  const queue = new WorkerQueue<{ readonly priority: number }>();
  for (const task of [1, 2, 3]) queue.add(a, task);
  for (const task of [11, 12]) queue.add(b, task);
  queue.add(urgent, 21);
  const order: number[] = [];
  while (queue.length > 0) {
    order.push(queue.next());
    if (order.length === 4) queue.drop(b);
  }
  expect(order).toEqual([21, 1, 11, 2, 3]);
});
