/** The progress of a run: a bar on stderr, or a function of the user that is told. */

import { SingleBar } from "cli-progress";
import type { RunOptions } from "../expr/environment.ts";
import type { RunObserver } from "./observers.ts";

export function progressObserver(progress: Exclude<RunOptions["progress"], false | undefined>, minimum = 0): RunObserver {
  let total = 0;
  let done = 0;
  let began = 0;
  let bar: SingleBar | undefined;
  let labels: readonly string[] = [];
  const seconds = () => (performance.now() - began) / 1000;
  const tell = (prefix: string) => {
    if (typeof progress === "function") progress({ done, total, seconds: seconds(), prefix });
    else if (bar !== undefined) bar.update(done, { prefix });
    else if (seconds() >= minimum && process.stderr.isTTY === true) {
      bar = new SingleBar({
        format: "{bar} {value}/{total} tasks  {prefix}",
        stream: process.stderr,
        clearOnComplete: true,
        hideCursor: true,
        barCompleteChar: "━",
        barIncompleteChar: " ",
        barsize: 30,
      });
      bar.start(total, done, { prefix });
      process.once("exit", stop);
      process.once("SIGINT", interrupted);
    }
  };
  const stop = () => {
    bar?.stop();
    bar = undefined;
    process.off("exit", stop);
    process.off("SIGINT", interrupted);
  };
  /** The bar hides the cursor: a process that ends in the middle gives it back. */
  const interrupted = () => {
    stop();
    if (process.listenerCount("SIGINT") === 0) process.kill(process.pid, "SIGINT");
  };
  return {
    start({ started }) {
      [total, done, began] = [started.tasks, 0, performance.now()];
      labels = started.layers.map(layer => layer.label);
      tell("");
    },
    events(_id, events) {
      let last = "";
      for (const event of events) {
        if (event.type === "end") {
          done += 1;
          last = labels[event.layer] ?? last;
        }
      }
      tell(last);
    },
    end() {
      done = total;
      tell("");
      stop();
    },
    failed: stop,
  };
}
