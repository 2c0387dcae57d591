/** TypeScript's parser and the type stripper, loaded when the first text is parsed: cells, lenses and folding never wait for it. */

type Typescript = typeof import("typescript");

export let ts: Typescript;
/** `ts.SyntaxKind`, at hand. */
export let K: Typescript["SyntaxKind"];
/** Blanks the types of a piece of TypeScript; throws where it cannot. */
export let stripTypes: (text: string) => string;
let loading: Promise<void> | undefined;

export function loadTypescript(): Promise<void> {
  return (loading ??= Promise.all([import("typescript"), import("amaro")]).then(([module, amaro]) => {
    stripTypes = text => amaro.transformSync(text, { mode: "strip-only" }).code;
    ts = (module as { default?: Typescript }).default ?? module;
    K = ts.SyntaxKind;
  }));
}
