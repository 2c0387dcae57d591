/** A toolbar with one stop in the tab order: arrows go from button to button. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

const STOPS = "button:not(:disabled), input";

export function Toolbar({ label, children }: { label: string; children: ComponentChildren }) {
  const bar = useRef<HTMLDivElement>(null);
  const stops = () => [...(bar.current?.querySelectorAll<HTMLElement>(STOPS) ?? [])];
  const only = (focused: HTMLElement | undefined) => {
    for (const each of stops()) if (each.tagName !== "INPUT") each.tabIndex = each === focused ? 0 : -1;
  };
  useEffect(() => {
    if (!stops().some(each => each.tabIndex === 0 && each.tagName !== "INPUT")) only(stops()[0]);
  });
  const move = (event: KeyboardEvent) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const target = event.target as HTMLElement;
    if (by === 0 || (target.tagName === "INPUT" && (target as HTMLInputElement).value !== "")) return;
    const all = stops();
    all[(all.indexOf(target) + by + all.length) % all.length]?.focus();
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="tb" role="toolbar" aria-label={label} ref={bar} onKeyDown={move} onFocusIn={event => only(event.target as HTMLElement)}>
      {children}
    </div>
  );
}
