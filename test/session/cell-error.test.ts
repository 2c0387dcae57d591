import { expect, it } from "vitest";
import { cellError } from "../../runtime/session/cell-error.ts";

const withStack = (...frames: string[]) => Object.assign(new Error("no"), { stack: ["Error: no", ...frames.map(frame => `    at ${frame}`)].join("\n") });

it("takes the frames of the user's files, those of async functions too", () => {
  const { frames } = cellError(
    withStack("f (/files/me/a.ts:3:5)", "async g (/files/me/a.ts:9:1)", "async /files/me/b.ts:2:7", "new K (file:///files/me/c%20d.ts:1:2)"),
  );
  expect(frames).toEqual([
    { name: "f", file: "/files/me/a.ts", line: 2, character: 4 },
    { name: "g", file: "/files/me/a.ts", line: 8, character: 0 },
    { name: "", file: "/files/me/b.ts", line: 1, character: 6 },
    { name: "new K", file: "/files/me/c d.ts", line: 0, character: 1 },
  ]);
});

it("takes folders with parentheses in their names", () => {
  const { frames } = cellError(withStack("f (/files/me (old)/a.ts:3:5)", "/files/me (old)/a.ts:4:5"));
  expect(frames.map(({ file, line }) => [file, line])).toEqual([
    ["/files/me (old)/a.ts", 2],
    ["/files/me (old)/a.ts", 3],
  ]);
});

it("leaves out Node's frames and evaluated text", () => {
  const { frames, inner } = cellError(
    withStack("eval (eval at f (/files/me/a.ts:1:2), <anonymous>:1:1)", "Array.map (<anonymous>)", "async node:internal/x:1:2"),
  );
  expect(frames).toEqual([]);
  expect(inner).toEqual(["at async node:internal/x:1:2"]);
});
