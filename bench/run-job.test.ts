import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { runJob } from './run-job.ts';
import { temporaryFolder } from './temporary-folder.ts';

const SERVE = new URL('./serve-job.ts', import.meta.url).href;
const ZOD = import.meta.resolve('zod');

/** Runs a job whose work is this expression of `input`. */
async function job(work: string, timeout_ms = 20_000): Promise<number> {
  await using folder = await temporaryFolder('job');
  const file = path.join(folder.path, 'job.mjs');
  const text = `import { serveJob } from ${JSON.stringify(SERVE)};
    import { z } from ${JSON.stringify(ZOD)};
    await serveJob(z.number(), async (input) => ${work});`;
  await writeFile(file, text);
  const { signal } = new AbortController();
  return await runJob({ script: pathToFileURL(file), input: 20, result: z.number(), timeout_ms, signal });
}

test('a job gives what its work came to', async () => {
  expect(await job('input + 1')).toBe(21);
});

test('a job that throws fails with its reason', async () => {
  await expect(job("{ throw new Error('no disk') }")).rejects.toThrow('no disk');
});

test('a job that ends without a word fails', async () => {
  await expect(job('process.exit(3)')).rejects.toThrow('ended without a result (3)');
});

test('a job that takes too long is ended', async () => {
  await expect(job('new Promise(() => setInterval(() => 0, 1000))', 300)).rejects.toThrow(
    'ended before it was done',
  );
});
