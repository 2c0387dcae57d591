/** Two runs of one cell side by side: the whole, and each operation. */
import { Figure } from "../shared/figure.tsx";
import { bytes, count, duration } from "../shared/format.ts";
import { changeText, comparedRows, type ComparedRow } from "./figures.ts";
import { compared, runs, shown } from "./model.ts";

const MOST = 12;
const TEXT = { count, ms: duration, bytes } as const;

export function Compare() {
  const other = compared.value;
  if (other === null) return null;
  const { whole, operations } = comparedRows(shown.value!.profile, other.profile);
  const started = runs.value.find(({ compute }) => compute === other.compute)?.started;
  return (
    <section class="compare">
      <h2 class="hd">This run and that of {started === undefined ? "before" : new Date(started).toLocaleTimeString("en-GB")}</h2>
      <Rows name="the whole" rows={whole} />
      <Rows name="work of" rows={operations.slice(0, MOST)} />
    </section>
  );
}

const Rows = ({ name, rows }: { name: string; rows: readonly ComparedRow[] }) => (
  <table class="t">
    <thead>
      <tr>
        <th>{name}</th>
        <th class="num">then</th>
        <th class="num">now</th>
        <th class="num">difference</th>
      </tr>
    </thead>
    <tbody>
      {rows.map(row => (
        <tr key={row.name}>
          <td class="clip">{row.name}</td>
          <Figure text={row.then === null ? "" : TEXT[row.unit](row.then)} />
          <Figure text={row.now === null ? "" : TEXT[row.unit](row.now)} />
          <td class="num">{changeText(row)}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
