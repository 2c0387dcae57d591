/** A custom aggregation for group-by: one function a stage. */

export interface Stages {
  /** Of a group's column in one partition. */
  readonly chunk: (group: never) => unknown;
  /** Of what the chunks of several partitions gave. */
  readonly combine: (parts: never) => unknown;
  readonly finalize?: (whole: never) => unknown;
}

export class Aggregation {
  readonly name: string;
  readonly stages: Stages;
  constructor(name: string, stages: Stages) {
    this.name = name;
    this.stages = stages;
  }
}
