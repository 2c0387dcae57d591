/** A value by its kind. */
import type { Shown } from "../../../protocol/session.ts";
import { post } from "../shared/host.ts";
import { Icon } from "../shared/symbols.tsx";
import { ArrayView } from "./array.tsx";
import { RichView } from "./rich.tsx";
import { TableView } from "./table.tsx";

export function Value({ value }: { value: Shown }) {
  switch (value.kind) {
    case "table":
      return <TableView table={value} />;
    case "array":
      return <ArrayView array={value} />;
    case "lazy":
      return (
        <div class="lazy">
          {value.title !== "" && <b>{value.title} </b>}
          <pre class="mono">{value.text}</pre>
          <button class="link" onClick={() => post({ type: "command", command: "bask.visualizeGraph" })}>
            <Icon name="type-hierarchy-sub" /> Graph
          </button>
        </div>
      );
    case "value":
      return (
        <div class="scalar">
          {value.title !== "" && <span class="muted small">{value.title}</span>}
          <pre class={`mono ${/^[^\n]{1,60}$/.test(value.text) ? "big" : ""}`}>{value.text}</pre>
        </div>
      );
    case "svg":
      // As a picture, so that nothing inside it runs.
      return <img class="drawn" alt={value.title || "Picture"} src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(value.text)}`} />;
    case "html":
    case "markdown":
      return <RichView kind={value.kind} text={value.text} title={value.title} />;
  }
}
