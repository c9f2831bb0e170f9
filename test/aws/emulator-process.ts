import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Emulators } from './emulators.ts';

const PROGRAM = fileURLToPath(new URL('serve-emulators.ts', import.meta.url));

/** The emulators in a process of their own, so that workers need not share a core with them more than they must. */
export async function spawnEmulators(): Promise<Emulators> {
  const child = spawn(process.execPath, [PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line'), ended.then(() => ['null'])]);
  const env = z.record(z.string(), z.string()).parse(JSON.parse(String(first[0])));
  return {
    env,
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}
