import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    // Those need Debian packages (manuals, nginx, Chromium): npm run test:manuals, in CI.
    exclude: ['**/node_modules/**', 'test/manuals/**'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Many tests start threads and processes of their own.
    maxWorkers: 2,
  },
});
