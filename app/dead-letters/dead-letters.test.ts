import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { openPlatform, type Platform } from '../backend/platform.ts';
import { settingsOf } from '../cli/settings.ts';
import { bury } from '../http/testing/bury.ts';
import { type TestShell, testShell } from '../cli/testing/test-shell.ts';

const MESSAGE = '{"type":"pack_full","site":"site.gov","index":"site.gov"}';

/** Puts letters into the dead letters of the packer. */
function buryHere(shell: TestShell, bodies: readonly string[]): Promise<string[]> {
  return withQueue(shell, (platform) => bury(platform, 'pack', bodies));
}

async function withQueue<Result>(
  shell: TestShell,
  use: (platform: Platform) => Promise<Result>,
): Promise<Result> {
  const platform = await openPlatform(settingsOf(shell, { log_level: 'warn' }), pino({ level: 'silent' }));
  try {
    return await use(platform);
  } finally {
    await platform.close();
  }
}

describe('sitepack dead', () => {
  it('lists what was given up and why, and shows one whole', async () => {
    await using shell = await testShell();
    const [id = ''] = await buryHere(shell, [MESSAGE]);
    expect(await shell.sitepack('dead', 'list')).toBe(0);
    expect(shell.out.at(-1)).toMatch(new RegExp(`${id}.*sitepack-pack\\.fifo +failed: reason 0`));
    expect(await shell.sitepack('dead', 'show', id)).toBe(0);
    expect(JSON.parse(shell.out.at(-1) ?? '')).toMatchObject({ id, body: MESSAGE, letter: { failures: 5 } });
    expect(await shell.sitepack('dead', 'show', 'nope')).toBe(1);
  });

  it('sends one again to the queue that it was in, with its group, and leaves the others', async () => {
    await using shell = await testShell();
    const [, second = ''] = await buryHere(shell, [MESSAGE, MESSAGE, MESSAGE]);
    expect(await shell.sitepack('dead', 'resend', second)).toBe(0);
    await withQueue(shell, async ({ queue, names }) => {
      const real = names.of('pack');
      expect(await queue.peek(real, 10)).toMatchObject([{ body: MESSAGE, group: 'site.gov' }]);
      expect(await queue.counts(names.dead(real))).toMatchObject({ ready: 2, in_flight: 0 });
    });
  });

  it('does not send again what is no message, and says so; the others are sent', async () => {
    await using shell = await testShell();
    const [bad = ''] = await buryHere(shell, ['not JSON', MESSAGE]);
    expect(await shell.sitepack('dead', 'resend', '--all')).toBe(1);
    expect(shell.out.at(-1)).toBe('1 sent again.');
    expect(shell.err.at(-1)).toContain(`Kept: ${bad}: the body is not JSON`);
    expect(shell.err.at(-1)).toContain('drop it');
    await withQueue(shell, async ({ queue, names }) => {
      expect(await queue.counts(names.of('pack'))).toMatchObject({ ready: 1 });
      expect(await queue.counts(names.dead(names.of('pack')))).toMatchObject({ ready: 1, in_flight: 0 });
    });
  });

  it('drops all, or those that are named, and says which were not found', async () => {
    await using shell = await testShell();
    const [first = ''] = await buryHere(shell, [MESSAGE, MESSAGE]);
    expect(await shell.sitepack('dead', 'drop', first, 'nope')).toBe(1);
    expect(shell.err.at(-1)).toContain('nope');
    expect(await shell.sitepack('dead', 'drop', '--all')).toBe(0);
    expect(await shell.sitepack('dead', 'list')).toBe(0);
    expect(shell.out.at(-1)).toBe('There are no dead letters.');
  });
});
