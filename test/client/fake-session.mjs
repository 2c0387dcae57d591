/** A session that says canned things over its fourth stream: for the tests of the process' start, its end, and what lies between. */
import { Socket } from "node:net";

const pipe = new Socket({ fd: 3, readable: true, writable: true });
const say = message => pipe.write(`${JSON.stringify(message)}\n`);
let rest = "";
pipe.setEncoding("utf8");
pipe.on("data", chunk => {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop();
  for (const line of lines) answer(JSON.parse(line));
});
pipe.on("close", () => process.exit());

function answer(message) {
  if (message.type === "hello")
    say({ type: "ready", protocol: message.protocol, version: "0.0.0", node: process.versions.node, pid: process.pid, bask: process.cwd(), workers: 1 });
  if (message.type === "shutdown") process.exit(0);
  if (message.type !== "run") return;
  const { run, cell } = message;
  say({ type: "cellStarted", run, cell: cell.index });
  if (cell.text.includes("crash")) {
    console.error("Debugger attached.");
    console.error("it was too much");
    process.exit(3);
  }
  if (cell.text.includes("hang")) return;
  say({ type: "result", run, value: { kind: "value", title: "", text: cell.text } });
  say({ type: "cellEnded", run, cell: cell.index, outcome: "ok", ms: 1 });
}
