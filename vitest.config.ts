import { defineConfig } from "vitest/config";

/** Everything that needs nothing but Node. The real workbench is driven from test/e2e, which has its own runner and package.json. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/e2e/**", "test/**/fixtures/**", "node_modules/**"],
    pool: "forks",
    testTimeout: 20_000,
    hookTimeout: 30_000,
    reporters: process.env.CI ? ["default"] : ["default"],
  },
});
