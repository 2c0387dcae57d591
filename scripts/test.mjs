/** `npm test` on a fresh clone: install, build, and every test that needs nothing but Node. Arguments go to vitest. */
import "./need-node.mjs";
import { install } from "./install.mjs";
import { node } from "./run-command.mjs";

await install();
// Worker threads are plain Node and cannot read TypeScript: the tests that start them use the built files. Where the
// build fails the others still tell something.
const built = await node(["scripts/build.mjs", "--quiet"], { tolerate: true });
const tested = await node(["node_modules/vitest/vitest.mjs", "run", "--passWithNoTests", ...process.argv.slice(2)], { tolerate: true });
process.exit(built || tested);
