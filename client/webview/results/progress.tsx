/** A run as it goes on: tasks done, time left, and each layer with its line. */
import type { RunProgress } from "../../../protocol/view.ts";
import { count, duration, percent } from "../shared/format.ts";
import { post } from "../shared/host.ts";

const MOST_LAYERS = 8;

export function ProgressView({ progress }: { progress: RunProgress }) {
  const { done, tasks, left } = progress;
  return (
    <div class="progress">
      <div class="total">
        <span class="num">
          {count(done)} of {count(tasks)} tasks
        </span>
        <span class="meter" role="progressbar" aria-label="Tasks done" aria-valuemin={0} aria-valuemax={tasks} aria-valuenow={done}>
          <i style={{ width: `${tasks === 0 ? 0 : (100 * done) / tasks}%` }} />
        </span>
        {left !== null && <span class="muted num">{duration(left)} left</span>}
      </div>
      <table class="t">
        <tbody>
          {progress.layers.slice(0, MOST_LAYERS).map((layer, i) => (
            <tr key={i}>
              <td class="mono">{layer.label}</td>
              <td>
                {layer.site && (
                  <button class="link" onClick={() => post({ type: "reveal", site: layer.site!, focus: false })}>
                    line {layer.site.line + 1}
                  </button>
                )}
              </td>
              <td class="wide">
                <div class="meter">
                  <i class="mem" style={{ width: percent(layer.done, layer.tasks).replace(" ", "") }} />
                </div>
              </td>
              <td class="num">
                {count(layer.done)}
                <span class="u">of {count(layer.tasks)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
