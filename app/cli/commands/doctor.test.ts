import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PROBES } from '#app/doctor/probes.ts';
import { testShell } from '../testing/test-shell.ts';

const report = z.object({
  healthy: z.boolean(),
  results: z.array(z.object({ name: z.string(), state: z.string(), seen: z.string() })),
});

describe('sitepack doctor', () => {
  it('finds nothing wrong with the embedded backend', { timeout: 30_000 }, async () => {
    await using shell = await testShell();
    expect(await shell.sitepack('doctor', '--json')).toBe(0);
    const { healthy, results } = report.parse(JSON.parse(shell.out.at(-1) ?? ''));
    expect(healthy).toBe(true);
    expect(results.map(({ name }) => name)).toEqual(PROBES.map(({ name }) => name));
    // How fast or full the disk is, is not the code's doing.
    expect(results.filter(({ name, state }) => state !== 'ok' && !name.startsWith('disk'))).toEqual([]);
  });

  it('prints a line for each probe, and fails when it is interrupted', async () => {
    await using shell = await testShell();
    shell.print = (line) => {
      shell.out.push(line);
      if (shell.out.length === 3) shell.interrupt();
    };
    expect(await shell.sitepack('doctor')).toBe(1);
    expect(shell.out[0]).toMatch(/^ok {7}node +Node \d+/);
    expect(shell.out.at(-1)).toMatch(/; interrupted$/);
  });
});
