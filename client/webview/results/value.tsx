/** A value by its kind. */
import type { GraphView } from "../../../protocol/graph.ts";
import type { Shown } from "../../../protocol/session.ts";
import { Figure } from "../shared/figure.tsx";
import { bytes, count } from "../shared/format.ts";
import { post } from "../shared/host.ts";
import { KIND_TOKENS, KIND_WORDS } from "../shared/kinds.ts";
import { Icon } from "../shared/symbols.tsx";
import { ArrayView } from "./array.tsx";
import { RichView } from "./rich.tsx";
import { TableView } from "./table.tsx";

const MOST_LAYERS = 12;

/** The operations that make a value, the first at the top, each a step to the line that wrote it. */
function Layers({ view }: { view: GraphView }) {
  const nodes = view.nodes.slice(-MOST_LAYERS);
  return (
    <table class="t layers">
      <thead>
        <tr>
          <th>made by</th>
          <th class="num">tasks</th>
          <th class="num">size</th>
        </tr>
      </thead>
      <tbody>
        {nodes.map(node => (
          <tr key={node.name}>
            <td>
              <i class={`sw ${KIND_TOKENS[node.work]}`} title={KIND_WORDS[node.work]} />{" "}
              {node.sites[0] === undefined ? (
                <span class="mono">{node.label}</span>
              ) : (
                <button class="link mono" onClick={() => post({ type: "reveal", site: node.sites[0]!, focus: false })}>
                  {node.label}
                </button>
              )}
            </td>
            <Figure text={node.tasks === null ? "?" : count(node.tasks)} />
            <Figure text={node.bytes === null ? "?" : bytes(node.bytes)} />
          </tr>
        ))}
        {view.nodes.length > MOST_LAYERS && (
          <tr>
            <td class="muted" colSpan={3}>
              and {view.nodes.length - MOST_LAYERS} before them
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

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
          {(value.svg !== undefined || (value.view?.nodes.length ?? 0) > 1) && (
            <div class="sketch">
              {value.svg !== undefined && (
                <img alt={`Chunk grid: ${value.text.split("\n", 1)[0]}`} src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(value.svg)}`} />
              )}
              {value.view !== null && value.view.nodes.length > 0 && <Layers view={value.view} />}
            </div>
          )}
          <button class="link" onClick={() => post({ type: "command", command: "bask.visualizeGraph" })}>
            <Icon name="type-hierarchy-sub" /> Graph
          </button>
        </div>
      );
    case "value":
      return (
        <div class="scalar">
          {value.type !== undefined && <span class="muted small">{value.type}</span>}
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
