import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type TestShell, testShell } from '../testing/test-shell.ts';

/** The JSON that the last command printed. */
function printed<Schema extends z.ZodType>(shell: TestShell, schema: Schema): z.output<Schema> {
  return schema.parse(JSON.parse(shell.out.at(-1) ?? ''));
}

const started = z.object({ crawl_id: z.string(), index: z.string() });

describe('with nothing running', () => {
  it('a crawl is queued, and the command says what starts the work', async () => {
    await using shell = await testShell();
    expect(await shell.sitepack('crawl', 'https://site.gov/docs/', '--depth', '2', '--index', 'docs')).toBe(
      0,
    );
    expect(shell.out).toEqual([expect.stringMatching(/^docs\.[0-9a-z]{26}$/)]);
    expect(shell.err.join('\n')).toContain('sitepack up');
    expect(await shell.sitepack('status', '--json')).toBe(0);
    expect(printed(shell, z.unknown())).toMatchObject({
      address: null,
      indexes: [{ index: 'docs', version: 0 }],
      crawls: [{ url: 'https://site.gov/docs/', state: 'running' }],
      queues: expect.arrayContaining([
        { queue: 'sitepack-index', ready: 1, delayed: 0, in_flight: 0, dead: 0 },
      ]),
    });
  });

  it('crawls are listed, shown and cancelled', async () => {
    await using shell = await testShell();
    await shell.sitepack('crawl', 'https://site.gov/', '--json');
    const { crawl_id } = printed(shell, started);
    expect(await shell.sitepack('crawls', 'list')).toBe(0);
    expect(shell.out.at(-1)).toContain(crawl_id);
    expect(await shell.sitepack('crawls', 'cancel', crawl_id)).toBe(0);
    expect(await shell.sitepack('crawls', 'show', crawl_id, '--json')).toBe(0);
    expect(printed(shell, z.object({ state: z.string() })).state).toBe('cancelled');
    expect(await shell.sitepack('crawls', 'cancel', crawl_id)).toBe(1);
    expect(shell.err.at(-1)).toContain('"sitepack crawls show" prints its report');
  });

  it('a search of an index without a version fails at once and says why', async () => {
    await using shell = await testShell();
    await shell.sitepack('crawl', 'https://site.gov/');
    expect(await shell.sitepack('search', 'site.gov', 'tide')).toBe(1);
    expect(shell.err.at(-1)).toContain('has no version yet');
    expect(await shell.sitepack('search', 'other.gov', 'tide')).toBe(1);
    expect(shell.err.at(-1)).toContain('there is no index "other.gov". "sitepack index list"');
  });

  it('an index is deleted only when its name is typed, or with --yes', async () => {
    await using shell = await testShell();
    await shell.sitepack('crawl', 'https://site.gov/');
    expect(await shell.sitepack('index', 'delete', 'site.gov')).toBe(2);
    shell.typed = 'site.go';
    expect(await shell.sitepack('index', 'delete', 'site.gov')).toBe(1);
    shell.typed = 'site.gov';
    expect(await shell.sitepack('index', 'delete', 'site.gov', '--json')).toBe(0);
    expect(printed(shell, z.unknown())).toMatchObject({ index: 'site.gov', message_id: expect.any(String) });
    expect(await shell.sitepack('index', 'delete', 'site.gov', '--yes')).toBe(0);
  });
});

describe('sitepack cluster', () => {
  it('says that nothing runs, and moves nothing then', async () => {
    await using shell = await testShell();
    expect(await shell.sitepack('cluster')).toBe(0);
    expect(shell.out.at(-1)).toContain('"sitepack up" starts one');
    expect(await shell.sitepack('cluster', '--json')).toBe(0);
    expect(printed(shell, z.unknown())).toMatchObject({ epoch: null, searchers: [] });
    expect(await shell.sitepack('cluster', 'move', 'site.gov', 'ab', '--from', 'a', '--to', 'b')).toBe(1);
    expect(shell.err.at(-1)).toContain('no orchestrator runs on this data');
  });
});

describe('sitepack send', () => {
  const message = '{"type":"index","site":"site.gov","path":"/a"}';

  it('sends a message to its queue, from an argument or from standard input, and prints its id', async () => {
    await using shell = await testShell();
    expect(await shell.sitepack('send', 'index', message)).toBe(0);
    shell.input = message;
    expect(await shell.sitepack('send', 'sitepack-index', '-')).toBe(0);
    expect(shell.out).toEqual([
      expect.stringMatching(/^[0-9a-z]{26}$/),
      expect.stringMatching(/^[0-9a-z]{26}$/),
    ]);
    expect(shell.err.at(-1)).toBe('Sent index to sitepack-index.');
  });

  it.each([
    ['crawl', message, 'index goes to the queue "index" (sitepack-index), not to "crawl"'],
    ['index', '{"type":"indx","site":"a"}', 'there is no message type "indx"'],
    ['index', '{"type":"index"}', '"site"'],
    ['index', 'nonsense', 'not JSON'],
    ['index', '{"type":"unload","index":"a","shard":"0-of-1","pack":"x"}', ''],
  ])('refuses to send to %s: %s', async (queue, body, reason) => {
    await using shell = await testShell();
    expect(await shell.sitepack('send', queue, body)).toBe(2);
    expect(shell.err.at(-1)).toContain(reason);
  });
});
