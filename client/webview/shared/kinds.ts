/** Kinds of work: the colour token of each, and its words in legends. */
import type { WorkKind } from "../../../protocol/graph.ts";

export const KIND_TOKENS: Record<WorkKind, string> = { makes: "source", blockwise: "map", reduces: "reduce", moves: "move", function: "user" };
export const KIND_WORDS: Record<WorkKind, string> = {
  makes: "reads or makes",
  blockwise: "block by block",
  reduces: "many to fewer",
  moves: "moves blocks",
  function: "your function",
};
