/** Conditional requests alone: for each page of a list, by what it was answered with before, which is not counted. */
import { Agent, request } from 'undici';
import type { z } from 'zod';
import { serveJob } from '../serve-job.ts';
import { conditionalInput, type conditionalResult } from './recrawl-result.ts';

await serveJob(
  conditionalInput,
  async ({ urls, concurrency }): Promise<z.infer<typeof conditionalResult>> => {
    await using agent = closing(new Agent({ connections: concurrency, pipelining: 1 }));
    const validators = new Map<string, string>();
    await each(urls, concurrency, async (url) => {
      const { headers, body } = await request(url, { dispatcher: agent.agent });
      await body.dump();
      validators.set(url, String(headers['etag'] ?? ''));
    });
    let not_modified = 0;
    const start_ms = performance.now();
    await each(urls, concurrency, async (url) => {
      const headers = { 'if-none-match': validators.get(url) ?? '' };
      const { statusCode, body } = await request(url, { dispatcher: agent.agent, headers });
      await body.dump();
      if (statusCode === 304) not_modified += 1;
    });
    return { not_modified, elapsed_ms: performance.now() - start_ms };
  },
);

function closing(agent: Agent): { readonly agent: Agent } & AsyncDisposable {
  return { agent, [Symbol.asyncDispose]: () => agent.close() };
}

async function each(
  urls: readonly string[],
  concurrency: number,
  work: (url: string) => Promise<void>,
): Promise<void> {
  const waiting = [...urls];
  const lane = async (): Promise<void> => {
    for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) await work(url);
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
}
