/** Text of hovers: HTML of the kind that VS Code allows where the client says it takes it, plain Markdown elsewhere. */

export type Cell = string | { readonly text: string; readonly muted?: boolean; readonly right?: boolean; readonly warning?: boolean };
export type Row = readonly Cell[];

export interface Markup {
  muted(text: string): string;
  code(text: string): string;
  link(title: string, command: string, args: readonly unknown[], icon: string): string;
  picture(svg: string, alt: string): string;
  table(rows: readonly Row[], header?: Row): string;
  /** Two blocks side by side where that is possible. */
  beside(left: string, right: string): string;
  rule: string;
}

export const markup = (html: boolean): Markup => (html ? HTML : MARKDOWN);

const parts = (cell: Cell) => (typeof cell === "string" ? { text: cell } : cell);
export const escapeHtml = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const escapeMarkdown = (text: string): string => text.replaceAll(/[\\`*_{}[\]<>#|~]/g, "\\$&");
const colour = (text: string, name: string): string => `<span style="color:var(--vscode-${name});">${text}</span>`;
const commandUri = (command: string, args: readonly unknown[]): string =>
  `command:${command}?${encodeURIComponent(JSON.stringify(args)).replaceAll("(", "%28").replaceAll(")", "%29")}`;
const dataUri = (svg: string): string => `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;

const HTML: Markup = {
  muted: text => colour(escapeHtml(text), "descriptionForeground"),
  code: text => `<code>${escapeHtml(text)}</code>`,
  link: (title, command, args, icon) => `<span class="codicon codicon-${icon}"></span>&nbsp;<a href="${commandUri(command, args)}">${escapeHtml(title)}</a>`,
  picture: (svg, alt) => `<img src="${dataUri(svg)}" alt="${escapeHtml(alt)}">`,
  table(rows, header) {
    // The editor draws `th` bold, and nothing here is worth that.
    const line = (row: Row, isHead: boolean) =>
      `<tr>${row
        .map(cell => {
          const { text, muted = false, right = false, warning = false } = { muted: isHead, ...parts(cell) };
          const inner = warning ? colour(escapeHtml(text), "editorWarning-foreground") : muted ? HTML.muted(text) : escapeHtml(text);
          return `<td${right ? ' align="right"' : ' align="left"'}>${inner}${text === "" ? "" : "&nbsp;&nbsp;"}</td>`;
        })
        .join("")}</tr>`;
    return `<table>${header === undefined ? "" : line(header, true)}${rows.map(row => line(row, false)).join("")}</table>`;
  },
  beside: (left, right) => `<table><tr><td valign="top">${left}</td><td valign="top">${right}</td></tr></table>`,
  rule: "\n\n---\n\n",
};

const MARKDOWN: Markup = {
  muted: escapeMarkdown,
  code: text => `\`${text.replaceAll("`", "'")}\``,
  link: (title, command, args) => `[${escapeMarkdown(title)}](${commandUri(command, args)})`,
  picture: () => "",
  table(rows, header) {
    const width = Math.max(...rows.map(row => row.length), header?.length ?? 0);
    const line = (row: Row) => `| ${Array.from({ length: width }, (_, i) => escapeMarkdown(parts(row[i] ?? "").text)).join(" | ")} |`;
    const aligned = `|${Array.from({ length: width }, (_, i) => ((parts((rows[0] ?? [])[i] ?? "") as { right?: boolean }).right === true ? " ---: " : " --- ")).join("|")}|`;
    return [line(header ?? []), aligned, ...rows.map(line)].join("\n");
  },
  beside: left => left,
  rule: "\n\n---\n\n",
};
