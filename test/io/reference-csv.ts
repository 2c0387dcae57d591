/** CSV by the book (RFC 4180), character by character: what the reader is compared with. Blank lines are no records. */

export function parseRecords(text: string, separator = ","): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = "";
  let quoted = false;
  let any = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quoted) {
      if (c !== '"') field += c;
      else if (text[i + 1] === '"') field += text[i++]!;
      else quoted = false;
    } else if (c === '"' && field === "") {
      quoted = true;
      any = true;
    } else if (c === separator || c === "\n" || (c === "\r" && text[i + 1] === "\n")) {
      if (c === "\r") i++;
      record.push(field);
      if (c !== separator) {
        if (record.length > 1 || field !== "" || any) records.push(record);
        record = [];
        any = false;
      }
      field = "";
    } else field += c;
  }
  return records;
}
