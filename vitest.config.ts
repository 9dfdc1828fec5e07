import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    // The same three as `paths` in tsconfig.json, which tsx reads.
    alias: [
      { find: /^troupe$/, replacement: here("src/mod.ts") },
      { find: /^troupe\/actors$/, replacement: here("actors/mod.ts") },
      { find: /^troupe\/testing$/, replacement: here("src/testing/mod.ts") },
    ],
  },
  test: {
    environment: "node",
    include: ["test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "test/fixtures/**"],
    pool: "forks",
    retry: 0,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
  },
});
