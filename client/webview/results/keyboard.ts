/** Between slots: Up and Down move, Left and Right close and open; Escape returns to the editor. */
import { post } from "../shared/host.ts";
import { toggle } from "./model.ts";

export function listen(): void {
  addEventListener("keydown", event => {
    if (event.key === "Escape") return post({ type: "toEditor" });
    const head = (event.target as HTMLElement).closest<HTMLElement>("button.head");
    if (head === null) return;
    const heads = [...document.querySelectorAll<HTMLElement>("button.head")];
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) heads[heads.indexOf(head) + step]?.focus();
    else if (event.key === "ArrowRight") toggle(head.dataset["slot"]!, true);
    else if (event.key === "ArrowLeft") toggle(head.dataset["slot"]!, false);
    else return;
    event.preventDefault();
  });
}
