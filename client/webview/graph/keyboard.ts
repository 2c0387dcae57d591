/** The graph's keys: arrows to neighbours, Enter to the call, E and Backspace for tasks, letters as the design lists them. */
import { post } from "../shared/host.ts";
import {
  form,
  layout,
  level,
  optimized,
  query,
  select,
  selected,
  setOptimized,
  setWhole,
  shownForm,
  showsChanges,
  toggleExpanded,
  view,
  whole,
} from "./model.ts";
import { inOrder, nearest, type Direction } from "./neighbours.ts";
import { fit, keepInView, zoom } from "./picture.tsx";

const ARROWS: Record<string, Direction> = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };

export function listen(): void {
  addEventListener("keydown", event => {
    const target = event.target as HTMLElement;
    if (target.tagName === "INPUT") {
      if (event.key === "Escape") {
        query.value = "";
        target.blur();
      } else if (event.key === "Enter") toFirstMatch();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (act(event)) event.preventDefault();
  });
}

function toFirstMatch(): void {
  const wanted = query.value.trim().toLowerCase();
  const node = view.value?.nodes.find(each => `${each.label} ${each.variable ?? ""} ${each.summary}`.toLowerCase().includes(wanted));
  if (node) move(node.id);
}

function move(id: number): void {
  select(view.value!.nodes[id]!);
  keepInView();
  document.querySelector<HTMLElement>(`.tree [data-node="${id}"]`)?.focus();
}

function arrow(key: string): boolean {
  const graph = view.value;
  if (graph === null || graph.nodes.length === 0) return false;
  const node = selected.value;
  if (node === null) {
    move(graph.outputs[0] ?? graph.nodes.at(-1)!.id);
    return true;
  }
  if (shownForm.value !== "picture") {
    const order = inOrder(graph);
    if (key === "ArrowLeft" || key === "ArrowRight") toggleExpanded(node, key === "ArrowRight");
    else move((order[order.indexOf(node) + (key === "ArrowDown" ? 1 : -1)] ?? node).id);
    return true;
  }
  const next = nearest(layout.value?.boxes ?? [], node.id, ARROWS[key]!);
  if (next !== undefined) move(next);
  return true;
}

function act(event: KeyboardEvent): boolean {
  const node = selected.value;
  const isButton = (event.target as HTMLElement).tagName === "BUTTON";
  if (event.key in ARROWS) return arrow(event.key);
  switch (event.key) {
    case "Enter":
      if (isButton || node === null) return false;
      select(node, { focus: true });
      return true;
    case "e":
    case "E":
      if (node) toggleExpanded(node, true);
      return true;
    case "Backspace":
      if (node) toggleExpanded(node, false);
      return true;
    case "1":
      level.value = "collections";
      return true;
    case "2":
      level.value = "tasks";
      return true;
    case "3":
      level.value = "density";
      return true;
    case "d":
    case "D":
      showsChanges.value = !showsChanges.value;
      return true;
    case "o":
    case "O":
      setOptimized(!optimized.value);
      return true;
    case "f":
    case "F":
      setWhole(!whole.value);
      return true;
    case "t":
    case "T":
      form.value = form.value === "tree" ? "picture" : "tree";
      return true;
    case "p":
    case "P":
      form.value = form.value === "plan" ? "picture" : "plan";
      return true;
    case "c":
    case "C":
      if (node) post({ type: "copy", text: node.name, what: "key" });
      return true;
    case "+":
    case "=":
      zoom(1.25);
      return true;
    case "-":
      zoom(0.8);
      return true;
    case "0":
      fit();
      return true;
    case "/":
      document.getElementById("find")?.focus();
      return true;
    case "Escape":
      if (form.value !== "picture") form.value = "picture";
      else post({ type: "toEditor" });
      return true;
    default:
      return false;
  }
}
