/** One cell's slot: a line that says what came out, and below it the values, the print, the error. */
import type { Slot } from "../../../protocol/view.ts";
import { bytes, duration } from "../shared/format.ts";
import { post } from "../shared/host.ts";
import { Icon, State } from "../shared/symbols.tsx";
import { closed, toggle } from "./model.ts";
import { ErrorView } from "./error.tsx";
import { ProgressView } from "./progress.tsx";
import { Value } from "./value.tsx";

const MARKS = { stale: "stale", queued: "ready", running: "running", error: "erred", interrupted: "waiting", fresh: null } as const;

export function SlotView({ slot }: { slot: Slot }) {
  const isOpen = !closed.value.has(slot.id);
  const mark = MARKS[slot.state];
  const isOld = slot.state === "queued" || slot.state === "running" || slot.state === "stale";
  return (
    <section class={`slot ${isOpen ? "open" : ""}`} id={`slot-${slot.id}`} aria-label={`Cell ${slot.cell} ${slot.title}`}>
      <header>
        <button class="head" data-slot={slot.id} aria-expanded={isOpen} onClick={() => toggle(slot.id)}>
          <Icon name={isOpen ? "chevron-down" : "chevron-right"} />
          <span class="n">{slot.cell}</span>
          <b title={slot.title}>{slot.title}</b>
          <span class="muted summary">{slot.summary}</span>
        </button>
        <span class="acts2">
          {slot.state === "running" ? (
            <Act icon="debug-stop" label="Interrupt" act={() => post({ type: "command", command: "bask.interrupt" })} />
          ) : (
            <Act icon="run" label="Run the cell" act={() => post({ type: "runCell", id: slot.id })} />
          )}
          <Act icon="type-hierarchy-sub" label="Show in graph" act={() => post({ type: "showGraph", id: slot.id })} />
          <Act icon="go-to-file" label="Go to the cell" act={() => post({ type: "goToCell", id: slot.id })} />
        </span>
        {slot.peak !== null && slot.peak > 0 && <span class="n peak">peak {bytes(slot.peak)}</span>}
        {slot.ms !== null && <span class="n">{duration(slot.ms)}</span>}
        {mark && <State state={mark} />}
        <span class={slot.state === "fresh" ? "muted" : ""}>{slot.earlier && slot.state === "stale" ? "from an earlier session" : slot.state}</span>
      </header>
      {isOpen && (
        <div class={`content ${isOld ? "old" : ""}`}>
          {slot.progress && <ProgressView progress={slot.progress} />}
          {slot.output.length > 0 && (
            <pre class="output mono" tabindex={0} aria-label="Printed">
              {slot.output.map((piece, i) => (
                <span key={i} class={piece.stream === "stderr" ? "warn" : ""}>
                  {piece.text}
                </span>
              ))}
            </pre>
          )}
          {slot.values.map((value, i) => (
            <Value key={i} value={value.title === slot.title ? { ...value, title: "" } : value} />
          ))}
          {slot.error && <ErrorView error={slot.error} slot={slot} />}
        </div>
      )}
    </section>
  );
}

const Act = ({ icon, label, act }: { icon: string; label: string; act: () => void }) => (
  <button class="btn" title={label} aria-label={label} onClick={act}>
    <Icon name={icon} />
  </button>
);
