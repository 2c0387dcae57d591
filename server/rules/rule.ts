/** One kind of mistake that a text can be searched for. */

import type TS from "typescript";
import type { Problem } from "../analysis/evaluate/state.ts";
import type { Subject } from "./subject.ts";

export type Severity = Problem["severity"];
export type Level = Severity | "off";

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
  /** Changes nothing that the program computes, so that all of a file may be fixed at once. */
  readonly safe?: boolean;
}
export interface Found {
  /** Where: a node, or a stretch of the text. */
  readonly at: TS.Node | { readonly start: number; readonly end: number };
  /** What is wrong, with the figures, and what to do instead. */
  readonly message: string;
  readonly fix?: Fix | undefined;
  /** Where it differs from the rule's own. */
  readonly severity?: Severity;
}
export interface Threshold {
  readonly value: number;
  /** What it bounds, in a sentence: the setting's description. */
  readonly about: string;
  /** Sizes may be set as texts, such as `128 MiB`. */
  readonly unit?: "bytes";
}
export interface Rule {
  readonly code: string;
  /** What it finds, in a sentence: the heading of its page. */
  readonly about: string;
  /** Where no setting says otherwise. */
  readonly severity: Level;
  readonly thresholds?: Readonly<Record<string, Threshold>>;
  /** Errors of the library that are this mistake: they get its code, page and setting; `claim` may give a fix. */
  claims?(problem: Problem): boolean;
  claim?(problem: Problem, subject: Subject): Fix | undefined;
  check?(subject: Subject, limits: Limits): Iterable<Found>;
}
/** Thresholds as they are set. */
export type Limits = Readonly<Record<string, number>>;
