import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Everything that needs nothing but Node. The real workbench is driven from test/e2e, which has its own runner and manifest. */
export default defineConfig({
  resolve: {
    // Tests may import the library by its public names and get the sources, not an earlier build.
    alias: [
      { find: /^bask$/, replacement: source("runtime/index.ts") },
      { find: /^bask\/(array|dataframe|bag|distributed|ml)$/, replacement: source("runtime/$1.ts") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/e2e/**", "test/**/fixtures/**", "node_modules/**"],
    setupFiles: ["test/support/set-up.ts"],
    pool: "forks",
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
