/** What a view says when it has nothing to show: what it is, why, what next. */
import type { Empty } from "../../../protocol/view.ts";
import { post } from "./host.ts";
import { Icon } from "./symbols.tsx";

export const EmptyView = ({ empty, icon }: { empty: Empty; icon: string }) => (
  <main class="empty">
    <Icon name={icon} />
    <h1>{empty.title}</h1>
    <p>{empty.text}</p>
    <div class="actions">
      {empty.actions.map(({ label, command }, i) => (
        <button class={`button ${i === 0 ? "" : "sec"}`} key={command} onClick={() => post({ type: "command", command })}>
          {label}
        </button>
      ))}
    </div>
  </main>
);
