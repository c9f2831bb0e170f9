import { fork } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { endProcess } from '../end-process.ts';
import type { ServedSite } from './serve.ts';

const started = z.tuple([z.object({ port: z.int() })]).rest(z.unknown());
const START_MS = 10_000;

/** Serves a folder from a Node process of its own. */
export async function serveByNode(folder: string): Promise<ServedSite> {
  const child = fork(new URL('./static-server.ts', import.meta.url), [folder], { execArgv: [] });
  try {
    const [{ port }] = started.parse(await once(child, 'message', { signal: AbortSignal.timeout(START_MS) }));
    return {
      url: `http://127.0.0.1:${port}/`,
      server: 'node',
      [Symbol.asyncDispose]: () => endProcess(child),
    };
  } catch (error) {
    await endProcess(child);
    throw error;
  }
}
