/** The results view: a slot a cell, replaced in place. */
import { baseName, start } from "../shared/start.tsx";
import "./results.css";
import { useEffect, useRef } from "preact/hooks";
import { EmptyView } from "../shared/empty.tsx";
import { listen } from "./keyboard.ts";
import { empty, file, isReady, receive, scroll, slots, wanted } from "./model.ts";
import { SlotView } from "./slot.tsx";

function App() {
  const list = useRef<HTMLElement>(null);
  const isThere = isReady.value && slots.value.length > 0;
  useEffect(() => {
    if (isThere && list.current) list.current.scrollTop = scroll.peek();
  }, [isThere]);
  useEffect(() => {
    const slot = wanted.value === null ? null : document.getElementById(`slot-${wanted.value}`);
    if (slot) {
      slot.scrollIntoView({ block: "nearest" });
      wanted.value = null;
    }
  });
  if (!isReady.value) return null;
  if (empty.value !== null) return <EmptyView empty={empty.value} icon="output" />;
  return (
    <main class="slots" ref={list} onScroll={event => (scroll.value = event.currentTarget.scrollTop)}>
      <h1 class="hidden">Results of {baseName(file.value)}</h1>
      {slots.value.map(slot => (
        <SlotView key={slot.id} slot={slot} />
      ))}
    </main>
  );
}

listen();
start(App, receive);
