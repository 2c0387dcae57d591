/** The graph view: the picture and its side pane, or the same graph as a tree or text. */
import { baseName, start } from "../shared/start.tsx";
import "./graph.css";
import { EmptyView } from "../shared/empty.tsx";
import { Bar } from "./bar.tsx";
import { ChangeBar } from "./change-bar.tsx";
import { exportGraph } from "./export.ts";
import { listen } from "./keyboard.ts";
import { Legend } from "./legend.tsx";
import { empty, file, isNarrow, page, receive, shownForm, view } from "./model.ts";
import { planText } from "./neighbours.ts";
import { Minimap } from "./minimap.tsx";
import { keepPlaced, Picture } from "./picture.tsx";
import { SidePane } from "./side-pane.tsx";
import { Tree } from "./tree.tsx";

function App() {
  if (empty.value !== null) return <EmptyView empty={empty.value} icon="type-hierarchy-sub" />;
  if (view.value === null) return <p class="wait muted">Reading the graph.</p>;
  const form = shownForm.value;
  return (
    <div class={`graph ${page.value.width < 700 ? "stacked" : ""}`}>
      <header>
        <h1 class="hidden">Graph of {baseName(file.value)}</h1>
        <Bar />
      </header>
      <div class="body">
        <main class="canvas">
          <ChangeBar />
          {form === "picture" && (
            <div class="drawing">
              <Picture />
              <Minimap />
            </div>
          )}
          {form === "tree" && <Tree />}
          {form === "plan" && (
            <pre class="plan mono" tabindex={0} aria-label="Plan">
              {planText(view.value)}
            </pre>
          )}
          {!isNarrow.value && <Legend />}
        </main>
        {!isNarrow.value && <SidePane />}
      </div>
    </div>
  );
}

addEventListener("resize", () => (page.value = { width: innerWidth, height: innerHeight }));
listen();
keepPlaced();
start(App, message => (message.type === "export" ? exportGraph(message.format) : receive(message)));
