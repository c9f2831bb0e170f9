import { defineConfig } from 'vitest/config';

/** Tests on real manuals, with nginx, wget and Chromium from Debian: for CI, see .ci/run. */
export default defineConfig({
  test: {
    dir: import.meta.dirname,
    include: ['**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
  },
});
