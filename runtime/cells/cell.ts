/**
 * What a cell is. In this room lines, columns and offsets count from 0 and in UTF-16 units, as the Language Server Protocol has them;
 * `Transpiled.map` alone counts from 1, because it reads stack frames.
 */

export interface Cell {
  /** 0 is the code before the first marker: set-up, empty in many files. */
  readonly index: number;
  /** A `[markdown]` cell that holds code after its prose is a code cell: its code runs like any other. */
  readonly kind: "code" | "markdown";
  readonly title: string;
  /** The line of the marker; for cell 0 the first line. */
  readonly startLine: number;
  /** The first line after the marker. */
  readonly codeStartLine: number;
  /** The line after the last. */
  readonly endLine: number;
  readonly startOffset: number;
  readonly endOffset: number;
  /** From the marker on, so that line n of the text is line `startLine + n` of the file. */
  readonly text: string;
}

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Something wrong in a cell's text, at its place in the file. */
export interface Problem extends Place {
  readonly message: string;
}

/** How a name was declared; `import` includes every form of import. */
export type DeclarationKind = "const" | "let" | "var" | "function" | "class" | "import" | "enum";

export interface Declaration extends Place {
  readonly name: string;
  readonly kind: DeclarationKind;
}
