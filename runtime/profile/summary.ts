/** What a recording comes to: the profile of the run. */

import type { Site } from "../../protocol/graph.ts";
import type { LayerProfile, RunProfile, StepProfile } from "../../protocol/profile.ts";
import { keyOf, type Layer } from "../graph/graph.ts";
import type { Links } from "../graph/links.ts";
import { criticalPath } from "./critical-path.ts";
import type { Recording } from "./recorder.ts";

const SPARK = 48;

export interface RunFacts {
  readonly run: number;
  /** Wall time, ms. */
  readonly wall: number;
  readonly workers: number;
  readonly links: Links;
  /** The tasks that ran, inputs before users. */
  readonly sequence: Int32Array;
}

export function summarize(recording: Recording, facts: RunFacts): RunProfile {
  const layers = recording.graph.layers.map((layer, i) => layerProfile(recording, layer, recording.steps.get(i)));
  return {
    run: facts.run,
    started: recording.started,
    wall: facts.wall,
    workers: facts.workers,
    tasks: facts.sequence.length,
    work: layers.reduce((sum, layer) => sum + layer.work, 0),
    read: recording.read,
    written: recording.written,
    spilled: recording.spilled,
    readBack: recording.readBack,
    copied: recording.copied,
    queued: recording.queued,
    scheduling: recording.scheduling,
    peak: recording.peak,
    layers,
    criticalPath: criticalPath(facts.links, facts.sequence, task => duration(recording, task)).map(({ task, ms }) => ({
      key: keyOf(recording.graph, task),
      ms,
    })),
    error: recording.error,
  };
}

function layerProfile(recording: Recording, layer: Layer, stepTimes: readonly number[] | undefined): LayerProfile {
  const times: number[] = [];
  let bytes = 0;
  let work = 0;
  let slowest = -1;
  for (let task = layer.first; task < layer.first + layer.size; task++) {
    if (recording.end[task]! < 0) continue;
    const ms = duration(recording, task);
    times.push(ms);
    work += ms;
    bytes += recording.bytes[task]!;
    if (slowest < 0 || ms > duration(recording, slowest)) slowest = task;
  }
  const spark = sparkOf(times);
  const sorted = Float64Array.from(times).sort();
  return {
    name: layer.name,
    names: layer.names,
    label: layer.label,
    sites: layer.sites,
    tasks: layer.size,
    done: times.length,
    work,
    bytes,
    spark,
    ...(stepTimes === undefined ? {} : { steps: stepsOf(layer, stepTimes) }),
    slowest: slowest < 0 ? null : { key: keyOf(recording.graph, slowest), ms: duration(recording, slowest) },
    median: sorted.length === 0 ? 0 : (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2,
  };
}

/** The steps of a fused layer stand in its params, with the calls that made them. */
function stepsOf(layer: Layer, times: readonly number[]): StepProfile[] {
  const steps = layer.params["steps"] as readonly { readonly name: string; readonly made?: { readonly sites: readonly Site[] } }[];
  return steps.map(({ name, made }, i) => ({ name, sites: made?.sites ?? [], work: times[i] ?? 0 }));
}

/** Of many tasks each point is the longest of its share, so that a straggler is never averaged away. */
function sparkOf(times: readonly number[]): number[] {
  if (times.length <= SPARK) return [...times];
  const points = new Array<number>(SPARK).fill(0);
  for (let i = 0; i < times.length; i++) {
    const at = Math.floor((i * SPARK) / times.length);
    if (times[i]! > points[at]!) points[at] = times[i]!;
  }
  return points;
}

const duration = (recording: Recording, task: number): number => (recording.end[task]! < 0 ? 0 : recording.end[task]! - recording.start[task]!);
