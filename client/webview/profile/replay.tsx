/** The run again, moment by moment: a slider over its events. The graph of the cell shows the states, where it is open. */
import { count, duration } from "../shared/format.ts";
import { Icon } from "../shared/symbols.tsx";
import { isPlaying, moment, momentText, play, seek, showMoment, shown, speed, stepTo, stop } from "./model.ts";

const SPEEDS = [0.1, 0.25, 1, 4];

export function Replay() {
  const { profile, spans } = shown.value!;
  if (spans === null) return null;
  const at = moment.value;
  const text = momentText.value;
  return (
    <div class="replay" role="group" aria-label="Replay">
      <button class="btn" title="Play the run again (Space)" aria-label={isPlaying.value ? "Pause" : "Play"} aria-pressed={isPlaying.value} onClick={play}>
        <Icon name={isPlaying.value ? "debug-pause" : "play"} />
      </button>
      <button class="btn" title="The event before (,)" aria-label="The event before" onClick={() => stepTo(-1)}>
        <Icon name="chevron-left" />
      </button>
      <button class="btn" title="The next event (.)" aria-label="The next event" onClick={() => stepTo(1)}>
        <Icon name="chevron-right" />
      </button>
      <span class="num at">{at === null ? duration(profile.wall) : duration(at)}</span>
      <input
        id="moment"
        type="range"
        min={0}
        max={profile.wall}
        step="any"
        value={at ?? profile.wall}
        aria-label="Moment of the run"
        aria-valuetext={at === null ? `the end, ${count(profile.tasks)} tasks` : `${duration(at)}: ${text}`}
        onInput={event => {
          stop();
          seek(Number(event.currentTarget.value));
        }}
      />
      <span class="muted said">{text || "as it ended"}</span>
      <select
        class="sel"
        aria-label="Speed"
        value={String(speed.value)}
        onChange={event => {
          speed.value = Number(event.currentTarget.value);
        }}
      >
        {SPEEDS.map(each => (
          <option key={each} value={String(each)}>
            {each} ×
          </option>
        ))}
      </select>
      <button class="link" onClick={showMoment}>
        Show in graph
      </button>
      {at !== null && (
        <button
          class="link"
          onClick={() => {
            stop();
            seek(null);
          }}
        >
          To the end
        </button>
      )}
    </div>
  );
}
