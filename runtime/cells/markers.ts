/**
 * Where a file's cell markers stand: one pass over the characters that knows strings, templates, comments and regular expressions well enough not to
 * take a marker inside a template literal or block comment for one. It never fails: where a literal is left open (someone is typing), a second pass
 * takes every marker line for a marker.
 */

export interface Marker {
  readonly line: number;
  readonly offset: number;
  /** Of the first character after the marker's line. */
  readonly end: number;
  readonly markdown: boolean;
  readonly title: string;
}

export interface Scan {
  readonly markers: readonly Marker[];
  /** For cell 0 and then for each marker: is there anything but white space and comments? */
  readonly code: readonly boolean[];
  readonly lines: number;
}

const MARKER = /\/\/[ \t]*%%(?![^\s[])[ \t]*(\[markdown\])?([^\r\n]*)/y;

export function scanMarkers(text: string): Scan {
  const careful = scan(text, true);
  return careful.open ? scan(text, false) : careful;
}

const TAB = 9,
  NEWLINE = 10,
  SPACE = 32,
  DOUBLE = 34,
  DOLLAR = 36,
  SINGLE = 39,
  STAR = 42,
  SLASH = 47,
  BACKSLASH = 92,
  BACKTICK = 96,
  OPEN = 123,
  CLOSE = 125;

/** Characters that neither begin nor end anything here. */
const PLAIN = new Uint8Array(128).fill(1);
for (const c of [TAB, NEWLINE, 13, SPACE, DOUBLE, SINGLE, SLASH, BACKTICK, OPEN, CLOSE]) PLAIN[c] = 0;

function scan(text: string, careful: boolean): Scan & { open: boolean } {
  const markers: Marker[] = [];
  const code = [false];
  /** Depths of braces at which an embedded expression of a template ends. */
  const templates: number[] = [];
  let depth = 0;
  let line = 0;
  let previous = 0; // last significant character, to tell a division from a regular expression
  let significant = false;
  let i = 0;
  const length = text.length;

  const skipLines = (to: number) => {
    for (; i < to; i++) if (text.charCodeAt(i) === NEWLINE) line++;
  };
  /** From inside a template to after its end or after `${`; false where it never ends. */
  const template = (): boolean => {
    for (; i < length; i++) {
      const c = text.charCodeAt(i);
      if (c === NEWLINE) {
        if (!careful && markerAt(text, i + 1)) return true;
        line++;
      } else if (c === BACKSLASH) {
        if (text.charCodeAt(++i) === NEWLINE) line++;
      } else if (c === BACKTICK) {
        i++;
        previous = BACKTICK;
        return true;
      } else if (c === DOLLAR && text.charCodeAt(i + 1) === OPEN) {
        i += 2;
        templates.push(depth++);
        previous = OPEN;
        return true;
      }
    }
    return false;
  };

  while (i < length) {
    const c = text.charCodeAt(i);
    if (c >= 128 || PLAIN[c] === 1) {
      significant = true;
      previous = c;
      i++;
      continue;
    }
    if (c === SLASH) {
      const next = text.charCodeAt(i + 1);
      if (next === SLASH) {
        const atStart = i === 0 || text.charCodeAt(i - 1) === NEWLINE;
        const found = atStart && (templates.length === 0 || !careful) ? markerAt(text, i) : null;
        let end = text.indexOf("\n", i);
        if (end < 0) end = length;
        if (found) {
          markers.push({ line, offset: i, end: Math.min(end + 1, length), markdown: found[1] !== undefined, title: found[2]!.trim() });
          code[code.length - 1] = significant;
          code.push(false);
          significant = false;
          templates.length = depth = previous = 0;
        }
        i = end;
      } else if (next === STAR) {
        let end = text.indexOf("*/", i + 2);
        if (end < 0) {
          if (careful) return { markers, code, lines: line + 1, open: true };
          end = text.indexOf("\n", i) - 2;
          if (end < 0) end = length;
        } else if (!careful) {
          const marker = nextMarkerLine(text, i, end);
          if (marker >= 0) end = marker - 2;
        }
        skipLines(Math.min(end + 2, length));
      } else if (regexMayFollow(text, i, previous)) {
        significant = true;
        i = regexEnd(text, i);
        previous = SINGLE;
      } else {
        previous = SLASH;
        i++;
      }
      continue;
    }
    if (c === NEWLINE) line++;
    if (c === NEWLINE || c === SPACE || c === TAB || c === 13) {
      i++;
      continue;
    }
    significant = true;
    i++;
    if (c === DOUBLE || c === SINGLE) {
      skipLines(stringEnd(text, i, c));
      previous = SINGLE;
    } else if (c === BACKTICK) {
      if (!template()) return { markers, code, lines: line + 1, open: true };
    } else if (c === OPEN) {
      depth++;
      previous = c;
    } else if (c === CLOSE) {
      depth = Math.max(0, depth - 1);
      previous = c;
      if (templates.length > 0 && templates[templates.length - 1] === depth) {
        templates.pop();
        if (!template()) return { markers, code, lines: line + 1, open: true };
      }
    }
  }
  code[code.length - 1] = significant;
  return { markers, code, lines: line + 1, open: templates.length > 0 };
}

function markerAt(text: string, offset: number): RegExpExecArray | null {
  MARKER.lastIndex = offset;
  return MARKER.exec(text);
}

function nextMarkerLine(text: string, from: number, to: number): number {
  for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1)) if (markerAt(text, at + 1)) return at + 1;
  return -1;
}

/** A string that the line's end cuts off ends there; a backslash carries it over. */
function stringEnd(text: string, start: number, quote: number): number {
  for (let i = start; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === BACKSLASH) i++;
    else if (c === quote) return i + 1;
    else if (c === NEWLINE) return i;
  }
  return text.length;
}

const AFTER_WORD = /(?:^|[^\w$.])(?:return|typeof|case|in|of|delete|void|throw|new|instanceof|yield|await|else|do)\s*$/;

function regexMayFollow(text: string, at: number, previous: number): boolean {
  const isWord =
    (previous >= 48 && previous <= 57) ||
    (previous >= 65 && previous <= 90) ||
    (previous >= 97 && previous <= 122) ||
    previous === 95 ||
    previous === DOLLAR ||
    previous > 127;
  if (isWord) return AFTER_WORD.test(text.slice(Math.max(0, at - 24), at));
  return previous !== 41 && previous !== 93 && previous !== CLOSE && previous !== SINGLE && previous !== BACKTICK;
}

/** After the regular expression that starts here; where none does, after the slash. */
function regexEnd(text: string, start: number): number {
  let inClass = false;
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === NEWLINE || (c === BACKSLASH && text.charCodeAt(i + 1) === NEWLINE)) return start + 1;
    if (c === BACKSLASH) i++;
    else if (c === 91) inClass = true;
    else if (c === 93) inClass = false;
    else if (c === SLASH && !inClass) return i + 1;
  }
  return start + 1;
}
