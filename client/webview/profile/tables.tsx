/** Time by operation, by line, and why not parallel: rows lead to the call. */
import { Figure } from "../shared/figure.tsx";
import { bytes, count, duration, percent } from "../shared/format.ts";
import { post } from "../shared/host.ts";
import { KIND_TOKENS, KIND_WORDS } from "../shared/kinds.ts";
import { lineRows, operationRows } from "./figures.ts";
import { chooseLayer, figures, layer, shown } from "./model.ts";

const MOST = 40;

export function Operations() {
  const { profile, kinds, layers } = shown.value!;
  const rows = operationRows(profile, kinds, layers);
  return (
    <section tabIndex={0}>
      <h2 class="hd">
        Time by operation <span>{duration(profile.work)} of work</span>
      </h2>
      <table class="t">
        <thead>
          <tr>
            <th>operation</th>
            <th class="num">tasks</th>
            <th class="num">median</th>
            <th class="num">total</th>
            <th class="num">made</th>
            <th class="num">share</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST).map(row => (
            <tr key={row.layer} class={layer.value === row.layer ? "on" : ""}>
              <td>
                <i class={`sw ${KIND_TOKENS[row.kind]}`} title={KIND_WORDS[row.kind]} />{" "}
                <button class="link mono" onClick={() => chooseLayer(row.layer)}>
                  {row.label}
                </button>
              </td>
              <td class="num">{count(row.tasks)}</td>
              <Figure text={duration(row.median)} />
              <Figure text={duration(row.work)} />
              <Figure text={bytes(row.bytes)} />
              <td class="num share">
                <i style={{ width: `${Math.round(row.share * 48)}px` }} class={`bar ${KIND_TOKENS[row.kind]}`} />
                {percent(row.share, 1)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div class="legend">
        {[...new Set(rows.map(row => row.kind))].map(kind => (
          <span key={kind}>
            <i class={`sw ${KIND_TOKENS[kind]}`} />
            {KIND_WORDS[kind]}
          </span>
        ))}
      </div>
    </section>
  );
}

export function Lines() {
  const rows = lineRows(shown.value!.profile);
  return (
    <section tabIndex={0}>
      <h2 class="hd">Time by line</h2>
      <table class="t">
        <thead>
          <tr>
            <th>line</th>
            <th>calls</th>
            <th class="num">work</th>
            <th class="num">share</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST).map(({ site, labels, work, share }) => (
            <tr key={`${site.file}:${site.line}`}>
              <td>
                <button class="link" onClick={() => post({ type: "reveal", site, focus: false })}>
                  {site.line + 1}
                </button>
              </td>
              <td class="mono clip">{labels.join(", ")}</td>
              <Figure text={duration(work)} />
              <td class="num">{percent(share, 1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function WhyNotParallel() {
  const { profile } = shown.value!;
  const { idle, chain } = figures.value!;
  const all = profile.wall * profile.workers;
  const rows: (readonly [string, number, string])[] = [
    ["working", profile.work, "work"],
    ["waiting, starting, handing out", idle, "idle"],
  ];
  return (
    <section tabIndex={0}>
      <h2 class="hd">
        Why not parallel{" "}
        <span>
          {profile.workers} × {duration(profile.wall)} = {duration(all)}
        </span>
      </h2>
      <table class="t">
        <tbody>
          {rows.map(([name, ms, token]) => (
            <tr key={name}>
              <td>{name}</td>
              <td>
                <i class={`bar ${token}`} style={{ width: `${all === 0 ? 0 : Math.round((Math.min(ms, all) / all) * 90)}px` }} />
              </td>
              <Figure text={duration(ms)} />
              <td class="num">{percent(ms, all)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="small muted">
        The longest chain of tasks takes {duration(chain)}: no number of workers makes the run shorter. With all of them busy it would take{" "}
        {duration(Math.max(chain, profile.work / Math.max(1, profile.workers)))}.
      </p>
      {profile.criticalPath.length > 0 && (
        <>
          <h2 class="hd">Longest chain</h2>
          <table class="t">
            <tbody>
              {[...profile.criticalPath]
                .sort((a, b) => b.ms - a.ms)
                .slice(0, 6)
                .map(({ key, ms }) => (
                  <tr key={key}>
                    <td class="mono clip">{key}</td>
                    <Figure text={duration(ms)} />
                  </tr>
                ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}
