/** What a value shows of itself as HTML or Markdown: headings, text, lists, tables, pictures in the text; no scripts, forms or styles of its own. */
import DOMPurify from "dompurify";
import { marked } from "marked";
import { useMemo } from "preact/hooks";

/** The page's policy would run no script either: what is not shown as it was meant is left out whole. */
const CLEAN = {
  USE_PROFILES: { html: true },
  FORBID_TAGS: ["style", "form", "input", "button", "select", "textarea", "option", "dialog", "audio", "video", "source", "picture", "map", "area"],
  FORBID_ATTR: ["style", "class", "id", "name", "tabindex", "srcset", "background", "autofocus", "contenteditable"],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|data:image\/(?:png|jpeg|gif|webp|svg\+xml);)/i,
  ALLOW_DATA_ATTR: false,
} as const;
const LONGEST = 500_000;

DOMPurify.addHook("afterSanitizeAttributes", node => {
  if (node.tagName !== "IMG") return;
  if (!node.hasAttribute("src")) node.remove();
  else if (!node.hasAttribute("alt")) node.setAttribute("alt", "");
});

export function RichView({ kind, text, title }: { kind: "html" | "markdown"; text: string; title: string }) {
  const html = useMemo(() => cleaned(kind === "markdown" ? marked.parse(text, { async: false, gfm: true }) : text), [kind, text]);
  return <div class="rich" role="group" aria-label={title || "Result"} dangerouslySetInnerHTML={{ __html: html }} />;
}

const cleaned = (html: string): string =>
  html.length > LONGEST
    ? `<p>${html.length.toLocaleString("en-US")} characters: too long to show.</p>`
    : String(DOMPurify.sanitize(html, { ...CLEAN } as never));
