/** Where the call ends whose name starts at an offset: after its closing parenthesis, else after the name. Pure. */

const NAME = /[\w$\u0080-\uffff]/;

export function callEnd(text: string, offset: number): number {
  let i = offset;
  while (i < text.length && NAME.test(text[i]!)) i++;
  const nameEnd = i;
  i = skipSpace(text, i);
  if (text[i] === "<") i = skipSpace(text, closing(text, i, "<", ">") ?? i);
  if (text[i] !== "(") return nameEnd;
  return closing(text, i, "(", ")") ?? nameEnd;
}

const skipSpace = (text: string, at: number): number => {
  while (at < text.length && /\s/.test(text[at]!)) at++;
  return at;
};

/** After the bracket that closes the one at `start`; strings, templates and comments are passed over. */
function closing(text: string, start: number, open: string, close: string): number | undefined {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const c = text[i]!;
    if (c === '"' || c === "'" || c === "`") i = stringEnd(text, i, c);
    else if (c === "/" && text[i + 1] === "/") i = endOf(text, "\n", i);
    else if (c === "/" && text[i + 1] === "*") i = endOf(text, "*/", i) + 1;
    else if (c === open) depth++;
    else if (c === close && !(close === ">" && text[i - 1] === "=") && --depth === 0) return i + 1;
    else if (open === "<" && c === ";") return undefined;
  }
  return undefined;
}

const endOf = (text: string, mark: string, from: number): number => {
  const at = text.indexOf(mark, from + 1);
  return at < 0 ? text.length : at;
};

/** The position of the closing quote; a `${}` inside a template is passed over with its own strings. */
function stringEnd(text: string, start: number, quote: string): number {
  for (let i = start + 1; i < text.length; i++) {
    const c = text[i]!;
    if (c === "\\") i++;
    else if (c === quote) return i;
    else if (c === "\n" && quote !== "`") return i;
    else if (quote === "`" && c === "$" && text[i + 1] === "{") i = (closing(text, i + 1, "{", "}") ?? text.length) - 1;
  }
  return text.length;
}
