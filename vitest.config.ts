import { defineConfig } from 'vitest/config';

/** What `npm run test:system` and `test:aws` set; `npm test` does not. */
const backend = process.env['SYSTEM_TEST_BACKEND'];
/** Those whose outcome depends on no backend, or that npm run test:manuals makes on emulators. */
const NOT_ON_AWS = [
  'test/system/aliases.test.ts',
  'test/system/gate.test.ts',
  'test/system/kill-all.test.ts',
  'test/system/large-site.test.ts',
  'test/system/polite.test.ts',
  'test/system/processes.test.ts',
  'test/system/recrawl.test.ts',
  'test/system/sitemaps.test.ts',
  'test/system/start-pages.test.ts',
  'test/system/traps.test.ts',
  'test/system/unruly-queue.test.ts',
];
/** Ten seconds to a minute each, in which much waits for timers: in CI. `npm test` has the others. */
const LONG = [
  'app/cli/commands/commands.test.ts',
  'app/cli/commands/doctor.test.ts',
  'app/cli/crawl-and-search.test.ts',
  'app/cli/held-version.test.ts',
  'app/cli/inspect.test.ts',
  'app/dead-letters/dead-letters.test.ts',
  'app/doctor/examine.test.ts',
  'app/doctor/probes.test.ts',
  'platform/adapters/aws/dynamo-table.test.ts',
  'platform/adapters/aws/setup-tables.test.ts',
  'platform/adapters/aws/sqs-queue.test.ts',
  'test/crash/kill.test.ts',
  'test/system/death.test.ts',
  'test/system/gone-pages.test.ts',
  'test/system/incremental.test.ts',
  'test/system/one-crawl.test.ts',
  'test/system/poison.test.ts',
  'test/system/room.test.ts',
  'test/system/stranded.test.ts',
  'test/system/swap.test.ts',
  'test/system/timers.test.ts',
  ...NOT_ON_AWS,
];
const LONG_ON_AWS = ['test/aws/compose.test.ts', 'test/aws/iam.test.ts'];

export default defineConfig({
  test: {
    include: backend === 'embedded' ? LONG : ['**/*.test.ts'],
    // Those in test/manuals need Debian packages (manuals, nginx, Chromium): npm run test:manuals, in CI.
    exclude: [
      '**/node_modules/**',
      'test/manuals/**',
      ...(backend === undefined ? [...LONG, ...LONG_ON_AWS] : []),
      ...(backend === 'aws' ? NOT_ON_AWS : []),
    ],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Many tests start threads and processes of their own.
    maxWorkers: 2,
  },
});
