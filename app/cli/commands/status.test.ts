import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openPlatform } from '#app/backend/platform.ts';
import { type Process, writeProcess } from '#core/tables/processes.ts';
import { settingsOf } from '../settings.ts';
import { type TestShell, testShell } from '../testing/test-shell.ts';

/** Processes with these roles tell of themselves, the last time so long ago. */
async function tellOf(
  shell: TestShell,
  ...processes: readonly { roles: string[]; silent_ms?: number }[]
): Promise<void> {
  const platform = await openPlatform(settingsOf(shell, { log_level: 'warn' }), pino({ level: 'silent' }));
  for (const [n, { roles, silent_ms = 0 }] of processes.entries()) {
    const row: Process = {
      id: `process-${n}`,
      roles,
      host: 'here',
      pid: 1,
      started_at_ms: 0,
      seen_at_ms: platform.clock.now() - silent_ms,
      version: '1.2.3',
      datacenter: 'default',
      endpoint: '',
      handled: 0,
      failed: 0,
      in_work: 0,
    };
    await writeProcess(platform.table, row);
  }
  await platform.close();
}

describe('sitepack status', () => {
  it('names the workers that run, and those that do not', async () => {
    await using shell = await testShell();
    await tellOf(
      shell,
      { roles: ['timer', 'indexer'] },
      { roles: ['indexer'] },
      { roles: ['crawler'], silent_ms: 60_000 },
    );
    expect(await shell.sitepack('status')).toBe(0);
    expect(shell.out.join('\n')).toContain(
      '\nRunning: indexer 2, timer 1; missing: crawler, packer, orchestrator, searcher\n',
    );
    expect(shell.out.join('\n')).toMatch(/^No orchestrator can be asked on /);
    expect(await shell.sitepack('status', '--json')).toBe(0);
    const printed = z.object({ workers: z.unknown() }).parse(JSON.parse(shell.out.at(-1) ?? ''));
    expect(printed.workers).toEqual({
      running: { indexer: 2, timer: 1 },
      missing: ['crawler', 'packer', 'orchestrator', 'searcher'],
    });
  });

  it('says that nothing runs when no worker lives', async () => {
    await using shell = await testShell();
    await tellOf(shell, { roles: ['indexer'], silent_ms: 60_000 });
    expect(await shell.sitepack('status')).toBe(0);
    expect(shell.out.join('\n')).toMatch(/^Nothing runs on \S+; "sitepack up" starts it\.\n\n/);
  });
});
