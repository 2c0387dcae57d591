/** Under the toolbar: what the text since the last run has changed, in one line. */
import { Icon } from "../shared/symbols.tsx";
import { difference, onlyChanges, showsChanges } from "./model.ts";
import { wordsOf } from "./changes.ts";

export function ChangeBar() {
  const found = difference.value;
  if (found === null || found.summary === "" || !showsChanges.value) return null;
  const words = wordsOf(found);
  return (
    <div class="diff" role="note">
      <Icon name="diff" />
      <span class="words">
        Since the last run:{" "}
        {words.map(({ text, kind }, i) => (
          <span key={text}>
            <span class={kind}>{text}</span>
            {i < words.length - 1 ? ", " : ""}
          </span>
        ))}
      </span>
      <button class="link" aria-pressed={onlyChanges.value} onClick={() => (onlyChanges.value = !onlyChanges.value)}>
        {onlyChanges.value ? "Show all" : "Show only changes"}
      </button>
    </div>
  );
}
