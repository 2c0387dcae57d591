/** An error at its three levels: the user's line, the expression, the task. Frames are links. */
import { signal } from "@preact/signals";
import type { CellError, Frame } from "../../../protocol/session.ts";
import type { Slot } from "../../../protocol/view.ts";
import { post } from "../shared/host.ts";
import { Icon } from "../shared/symbols.tsx";

const showsInner = signal<ReadonlySet<string>>(new Set());
const nameOf = (file: string): string => file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1);

export function ErrorView({ error, slot }: { error: CellError; slot: Slot }) {
  const [line, ...outer] = error.frames;
  const isInner = showsInner.value.has(slot.id);
  const toggleInner = () => {
    const next = new Set(showsInner.value);
    if (!next.delete(slot.id)) next.add(slot.id);
    showsInner.value = next;
  };
  return (
    <div class="error" role="group" aria-label="Error">
      <div class="err mono message">
        {error.name}: {error.message}
      </div>
      <dl class="lvl">
        {line && (
          <>
            <dt>your line</dt>
            <dd>
              <Place frame={line} />
              {outer.length > 0 && <span class="muted"> called from </span>}
              {outer.map((frame, i) => (
                <Place key={i} frame={frame} />
              ))}
            </dd>
          </>
        )}
        {error.expression && (
          <>
            <dt>expression</dt>
            <dd>
              <button class="link" onClick={() => post({ type: "reveal", site: error.expression!, focus: true })}>
                {nameOf(error.expression.file)}:{error.expression.line + 1}:{error.expression.character + 1}
              </button>
            </dd>
          </>
        )}
        {error.task && (
          <>
            <dt>task</dt>
            <dd>
              <span class="mono">{error.task.key}</span>
              {error.task.block && <span class="muted"> block ({error.task.block.join(", ")})</span>}
              {error.task.inputs.length > 0 && <span class="muted">, input {error.task.inputs.join("; ")}</span>}
            </dd>
          </>
        )}
        {error.code && (
          <>
            <dt>code</dt>
            <dd class="mono">{error.code}</dd>
          </>
        )}
      </dl>
      <div class="links">
        {error.task && (
          <button class="link" onClick={() => post({ type: "showGraph", id: slot.id })}>
            <Icon name="type-hierarchy-sub" />
            Show in graph
          </button>
        )}
        {error.inner.length > 0 && (
          <button class="link" aria-expanded={isInner} onClick={toggleInner}>
            <Icon name="list-flat" />
            {error.inner.length} inner {error.inner.length === 1 ? "frame" : "frames"}
          </button>
        )}
      </div>
      {isInner && <pre class="inner mono muted">{error.inner.join("\n")}</pre>}
    </div>
  );
}

const Place = ({ frame }: { frame: Frame }) => (
  <button class="link" title={frame.name} onClick={() => post({ type: "revealPlace", file: frame.file, line: frame.line, character: frame.character })}>
    {nameOf(frame.file)}:{frame.line + 1}:{frame.character + 1}
  </button>
);
