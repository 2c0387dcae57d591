/** A table of any length: the rows in view come in pages from the session. Arrows move in the grid, Ctrl+G goes to a row. */
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core";
import { useEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import type { CellValue, Shown } from "../../../protocol/session.ts";
import { count } from "../shared/format.ts";
import { post } from "../shared/host.ts";
import { cellText, columnWidths, isNumeric } from "./cell-text.ts";
import { need, PAGE, pageKey, pages } from "./model.ts";

type Table = Extract<Shown, { kind: "table" }>;
const ROW = 20;
const HEAD = 26;
const VISIBLE = 12;
/** Browsers end a scrolled page at about 33 million pixels: a longer table is scrolled in windows. */
const WINDOW = 1_000_000;
const CHARACTER = 7.3;

export function TableView({ table }: { table: Table }) {
  const box = useRef<HTMLDivElement>(null);
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const [base, setBase] = useState(0);
  const [at, setAt] = useState<readonly [row: number, column: number]>([-1, 0]);
  const [isAsking, setAsking] = useState(false);
  const rows = Math.min(table.rows - base, WINDOW);
  const virtual = useMemo(
    () =>
      new Virtualizer<HTMLDivElement, HTMLElement>({
        count: 0,
        getScrollElement: () => box.current,
        estimateSize: () => ROW,
        overscan: 8,
        observeElementRect,
        observeElementOffset,
        scrollToFn: elementScroll,
        onChange: () => redraw(undefined as never),
      }),
    [],
  );
  virtual.setOptions({ ...virtual.options, count: rows });
  useEffect(() => virtual._didMount(), []);
  useEffect(() => virtual._willUpdate());

  const items = virtual.getVirtualItems();
  const first = base + (items[0]?.index ?? 0);
  const last = base + (items.at(-1)?.index ?? Math.min(rows, VISIBLE) - 1);
  const firstPage = Math.floor(Math.max(0, first) / PAGE);
  const lastPage = Math.floor(Math.max(0, last) / PAGE);
  useEffect(() => {
    for (let page = firstPage; page <= lastPage; page++)
      if ((page + 1) * PAGE > table.first.length && table.first.length < table.rows) need(table.id, page, table.rows);
  }, [table.id, firstPage, lastPage]);

  const rowAt = (row: number): readonly CellValue[] | undefined => table.first[row] ?? pages.value.get(pageKey(table.id, Math.floor(row / PAGE)))?.[row % PAGE];
  // A row is its index' values and then its columns'.
  const heads = table.columns.map(column => column.name);
  const levels = table.index.length;
  const widths = useMemo(() => columnWidths([...table.index, ...table.columns.map(({ name, dtype }) => `${name} ${dtype}`)], table.first), [table]);
  const template = widths.map(width => `${Math.ceil(width * CHARACTER + 17)}px`).join(" ");

  const goTo = (row: number) => {
    const target = Math.min(table.rows - 1, Math.max(0, row));
    const start = target >= base && target < base + WINDOW ? base : Math.min(target - (target % WINDOW), table.rows - 1);
    if (start !== base) setBase(start);
    setAt([target, at[1]]);
    requestAnimationFrame(() => virtual.scrollToIndex(target - start, { align: "auto" }));
  };
  const onKey = (event: KeyboardEvent) => {
    const moves: Record<string, readonly [number, number]> = {
      ArrowDown: [1, 0],
      ArrowUp: [-1, 0],
      ArrowRight: [0, 1],
      ArrowLeft: [0, -1],
      PageDown: [VISIBLE, 0],
      PageUp: [-VISIBLE, 0],
    };
    const move = moves[event.key];
    if (event.ctrlKey && event.key === "g") setAsking(true);
    else if (event.ctrlKey && event.key === "c") post({ type: "copy", text: cellText(rowAt(at[0])?.[levels + at[1]]), what: "value" });
    else if (event.key === "Home") goTo(0);
    else if (event.key === "End") goTo(table.rows - 1);
    else if (move) {
      setAt([at[0], Math.min(heads.length - 1, Math.max(0, at[1] + move[1]))]);
      if (move[0] !== 0) goTo(at[0] + move[0]);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const height = Math.min(rows, VISIBLE) * ROW;
  const seen = (virtual.scrollOffset ?? 0) / ROW;
  const from = base + Math.floor(seen);
  const to = Math.min(table.rows, base + Math.floor(seen) + Math.max(1, Math.min(rows, VISIBLE)));
  return (
    <div class="table">
      {table.title !== "" && <div class="title mono muted">{table.title}</div>}
      <div
        ref={box}
        class="scroll"
        style={{ maxHeight: `${height + HEAD}px` }}
        role="grid"
        aria-label={table.title || "Table"}
        aria-rowcount={table.rows + 1}
        aria-colcount={levels + heads.length}
        tabindex={0}
        onKeyDown={onKey}
      >
        <div class="grid head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
          {table.index.map((name, i) => (
            <span role="columnheader" key={`index ${i}`} class="index">
              {name || <span class="hidden">index</span>}
            </span>
          ))}
          {table.columns.map(({ name, dtype }) => (
            <span role="columnheader" key={name} class={isNumeric(dtype) ? "num" : ""}>
              <b>{name}</b> {dtype}
            </span>
          ))}
        </div>
        <div class="rows" style={{ height: `${virtual.getTotalSize()}px` }}>
          {items.map(item => {
            const row = base + item.index;
            const cells = rowAt(row);
            return (
              <div
                class={`grid ${row === at[0] ? "on" : ""}`}
                role="row"
                aria-rowindex={row + 2}
                key={row}
                style={{ gridTemplateColumns: template, transform: `translateY(${item.start}px)` }}
              >
                {table.index.map((_, i) => (
                  <span role="rowheader" key={`index ${i}`} class={`index muted ${typeof cells?.[i] === "string" ? "" : "num"}`}>
                    {cells === undefined ? (i === 0 ? row : "") : cellText(cells[i])}
                  </span>
                ))}
                {table.columns.map(({ name, dtype }, j) => (
                  <span
                    role="gridcell"
                    key={name}
                    class={`${isNumeric(dtype) ? "num" : ""} ${row === at[0] && j === at[1] ? "at" : ""}`}
                    onClick={() => setAt([row, j])}
                  >
                    {cells === undefined ? "…" : cellText(cells[levels + j])}
                  </span>
                ))}
              </div>
            );
          })}
        </div>
      </div>
      <footer>
        <span>
          rows <b>{count(from)}</b> to <b>{count(Math.max(from, to - 1))}</b> of {count(table.rows)}
        </span>
        <span class="sp" />
        {base > 0 && (
          <button class="link" onClick={() => goTo(base - WINDOW)}>
            Earlier rows
          </button>
        )}
        {base + WINDOW < table.rows && (
          <button class="link" onClick={() => goTo(base + WINDOW)}>
            Later rows
          </button>
        )}
        {isAsking ? (
          <input
            class="row-number"
            type="number"
            min={0}
            max={table.rows - 1}
            aria-label="Row"
            ref={input => input?.focus()}
            onKeyDown={event => {
              if (event.key === "Enter") goTo(Number(event.currentTarget.value));
              if (event.key === "Enter" || event.key === "Escape") {
                setAsking(false);
                box.current?.focus();
              }
              event.stopPropagation();
            }}
          />
        ) : (
          table.rows > VISIBLE && (
            <button class="link" onClick={() => setAsking(true)}>
              Go to row
            </button>
          )
        )}
        <button class="link" onClick={() => post({ type: "copy", text: asText(table, rowAt), what: "rows" })}>
          Copy
        </button>
      </footer>
    </div>
  );
}

/** The rows at hand as tab-separated text, which spreadsheets take. */
function asText(table: Table, rowAt: (row: number) => readonly CellValue[] | undefined): string {
  const lines = [[...table.index, ...table.columns.map(column => column.name)].join("\t")];
  for (let row = 0; row < Math.min(table.rows, 100_000); row++) {
    const cells = rowAt(row);
    if (cells === undefined) break;
    lines.push(cells.map(cellText).join("\t"));
  }
  return lines.join("\n");
}
