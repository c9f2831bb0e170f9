import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryDirectoryTrouble } from './temporary-directory.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clean-end-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** Has a run's folder, says where it is, and goes on until a signal comes. */
const SCRIPT = `
  import { writeFileSync } from 'node:fs';
  import { endCleanly } from '${new URL('clean-end.ts', import.meta.url).href}';
  import { makeRunFolder } from '${new URL('../run-folders.ts', import.meta.url).href}';
  endCleanly('SIGINT', 'SIGTERM');
  const folder = makeRunFolder();
  writeFileSync(folder + '/pack', 'bytes');
  process.stdin.resume();
  process.stdout.write(folder);
`;

describe('a process that is ended by a signal', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('leaves no folder of its run behind: %s', async (signal, code) => {
    const args = ['--input-type=module', '--eval', SCRIPT];
    const child = spawn(process.execPath, args, {
      env: { ...process.env, TMPDIR: folder },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [said] = await once(child.stdout, 'data');
    const runs = String(said);
    expect(runs.startsWith(join(folder, 'sitepack-simulation-'))).toBe(true);
    expect(existsSync(join(runs, 'pack'))).toBe(true);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([code, null]);
    expect(existsSync(runs)).toBe(false);
  });
});

describe('a temporary directory', () => {
  it('is fine when files can be made in it', () => {
    vi.stubEnv('TMPDIR', folder);
    expect(temporaryDirectoryTrouble()).toBeUndefined();
  });

  it('that is not there, or is none, is told with what to do', () => {
    vi.stubEnv('TMPDIR', join(folder, 'nowhere'));
    expect(temporaryDirectoryTrouble()).toContain('nowhere" is none that can be written to: set TMPDIR');
    writeFileSync(join(folder, 'file'), '', { mode: 0o700 });
    vi.stubEnv('TMPDIR', join(folder, 'file'));
    expect(temporaryDirectoryTrouble()).toMatch(/file" is none .* set TMPDIR to one that is$/);
  });
});
