import { defineConfig } from 'vitest/config';

const isAws = process.env['SYSTEM_TEST_BACKEND'] === 'aws';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    // Those need Debian packages (manuals, nginx, Chromium), or half a minute: npm run test:manuals and test:aws, in CI.
    exclude: ['**/node_modules/**', 'test/manuals/**', ...(isAws ? [] : ['test/aws/compose.test.ts'])],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Many tests start threads and processes of their own.
    maxWorkers: 2,
  },
});
