/** Tasks that wait in a worker: of several runs those of the highest priority first, runs of one priority in turn; each run's in their order. */

export class WorkerQueue<R extends { readonly priority: number }> {
  length = 0;
  /** Runs that have tasks. The first of the highest priority comes next. */
  readonly #runs: { readonly run: R; tasks: number[]; at: number }[] = [];
  /** The run of the task that `next` gave. */
  run!: R;

  add(run: R, task: number): void {
    this.length++;
    const last = this.#runs.at(-1);
    const found = last?.run === run ? last : this.#runs.find(each => each.run === run);
    if (found === undefined) this.#runs.push({ run, tasks: [task], at: 0 });
    else found.tasks.push(task);
  }
  /** Only where `length` is above 0. */
  next(): number {
    let best = 0;
    for (let i = 1; i < this.#runs.length; i++) if (this.#runs[i]!.run.priority > this.#runs[best]!.run.priority) best = i;
    const waiting = this.#runs[best]!;
    const task = waiting.tasks[waiting.at++]!;
    this.length--;
    this.run = waiting.run;
    if (waiting.at === waiting.tasks.length) this.#runs.splice(best, 1);
    else if (this.#runs.length > 1) this.#runs.push(this.#runs.splice(best, 1)[0]!);
    else if (waiting.at === 4096) {
      waiting.tasks = waiting.tasks.slice(waiting.at);
      waiting.at = 0;
    }
    return task;
  }
  drop(run: R): void {
    const at = this.#runs.findIndex(each => each.run === run);
    if (at < 0) return;
    const [gone] = this.#runs.splice(at, 1);
    this.length -= gone!.tasks.length - gone!.at;
  }
}
