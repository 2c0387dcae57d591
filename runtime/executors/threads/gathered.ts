/** Numbers that short tasks of one run gave, in one record: it goes out when somebody waits for it, or something else is sent. */

import { PacketWriter } from "./packet.ts";
import { TO_COORDINATOR } from "./protocol.ts";

/** Units after which a record goes out. */
const FULL = 1024;
/** Where the number of its tasks stands. */
const COUNT = 3;

export class Gathered {
  /** Tasks in the record. */
  count = 0;
  readonly #record = new PacketWriter();
  readonly #transmit: (record: PacketWriter) => void;
  #run = -1;

  constructor(transmit: (record: PacketWriter) => void) {
    this.#transmit = transmit;
  }
  add(run: number, task: number, begin: number, end: number, value: number): void {
    if (this.count > 0 && (this.#run !== run || this.#record.length > FULL)) this.send();
    if (this.count === 0) {
      this.#record.begin(TO_COORDINATOR.numbers).number(run).number(0);
      this.#run = run;
    }
    this.count++;
    this.#record.number(task).number(begin).number(end).number(value);
  }
  send(): void {
    if (this.count === 0) return;
    this.#record.patch(COUNT, this.count);
    this.count = 0;
    this.#transmit(this.#record);
  }
}
