import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openPlatform } from '#app/backend/platform.ts';
import { readCrawl } from '#core/tables/crawls.ts';
import { writeSchedule } from '#core/tables/schedules.ts';
import { parseMessage } from '#messages/registry.ts';
import { settingsOf } from '../settings.ts';
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

  it('every URL of a crawl is written as CSV, as the API has it', async () => {
    await using shell = await testShell();
    await shell.sitepack('crawl', 'https://site.gov/', '--json');
    const { crawl_id } = printed(shell, started);
    const before = shell.out.length;
    expect(await shell.sitepack('crawls', 'show', crawl_id, '--csv')).toBe(0);
    expect(shell.out.slice(before).join('')).toMatch(/^url,depth,found_on,outcome,.*\r\n$/);
    expect(await shell.sitepack('crawls', 'show', 'site.gov.none', '--csv')).toBe(1);
    expect(shell.err.at(-1)).toContain('"sitepack crawls list"');
  });

  it('a crawl may read the hosts that it is given, and says which is none', async () => {
    await using shell = await testShell();
    const hosts = 'www.site.gov, *.site.org';
    expect(await shell.sitepack('crawl', 'https://site.gov/', '--domains', hosts, '--json')).toBe(0);
    const { crawl_id } = printed(shell, started);
    const opened = await openPlatform(settingsOf(shell, { log_level: 'warn' }), pino({ level: 'silent' }));
    await using _ = { [Symbol.asyncDispose]: () => opened.close() };
    expect(await readCrawl(opened.table, crawl_id)).toMatchObject({
      domains: ['site.gov', 'www.site.gov', '*.site.org'],
    });
    for (const wrong of ['https://www.site.gov', 'WWW.site.gov', 'a.gov,,b.gov', '']) {
      expect(await shell.sitepack('crawl', 'https://site.gov/', `--domains=${wrong}`)).toBe(2);
      expect(shell.err.at(-1)).toContain('a list of hosts in lower case');
    }
  });

  it('an index without a version is listed as never packed', async () => {
    await using shell = await testShell();
    await shell.sitepack('crawl', 'https://site.gov/');
    expect(await shell.sitepack('index', 'list')).toBe(0);
    expect(shell.out.at(-1)).toMatch(/site\.gov +never packed/);
    expect(await shell.sitepack('index', 'golden', 'site.gov')).toBe(1);
    expect(shell.err.at(-1)).toContain('has no version yet');
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

describe('sitepack index page', () => {
  it('posts what a client would post for the page, and says what', async () => {
    await using shell = await testShell();
    expect(await shell.sitepack('index', 'page', 'HTTP://Site.gov:80/news#top', '--json')).toBe(0);
    const message = { type: 'index', site: 'site.gov', scheme: 'http', path: '/news', index: 'site.gov' };
    expect(printed(shell, z.unknown())).toEqual({ ...message, id: expect.any(String) });
    const named = ['https://site.gov/a', '--index', 'docs', '--hall-pass'];
    expect(await shell.sitepack('index', 'page', ...named)).toBe(0);
    expect(shell.err).toEqual([
      'Sent index of https://site.gov/a into "docs" to sitepack-index, with a hall pass.',
      'Nothing runs on this data yet: the work begins with "sitepack up".',
    ]);
    const opened = await openPlatform(settingsOf(shell, { log_level: 'warn' }), pino({ level: 'silent' }));
    await using _ = { [Symbol.asyncDispose]: () => opened.close() };
    const posted = await opened.queue.peek(opened.names.of('index'), 10);
    expect(posted.map(({ body }) => parseMessage(body))).toMatchObject([
      message,
      { ...message, scheme: 'https', path: '/a', index: 'docs', hall_pass: true, id: shell.out.at(-1) },
    ]);
  });

  it.each([
    ['site.gov/news', 'write it whole'],
    ['ftp://site.gov/news', 'is no page'],
  ])('refuses %s, which is no page', async (url, reason) => {
    await using shell = await testShell();
    expect(await shell.sitepack('index', 'page', url)).toBe(2);
    expect(shell.err.at(-1)).toContain(reason);
  });

  it('refuses what can be no name of an index', async () => {
    await using shell = await testShell();
    expect(await shell.sitepack('index', 'page', 'https://site.gov/', '--index', 'a/b')).toBe(2);
  });
});

describe('sitepack index stats', () => {
  it('tells when the next crawl is due by the schedule', async () => {
    await using shell = await testShell();
    await shell.sitepack('crawl', 'https://site.gov/');
    expect(await shell.sitepack('index', 'stats', 'site.gov')).toBe(0);
    expect(shell.out.join('\n')).not.toContain('next crawl');
    const platform = await openPlatform(settingsOf(shell, { log_level: 'warn' }), pino({ level: 'silent' }));
    await using _ = { [Symbol.asyncDispose]: () => platform.close() };
    const next_ms = Date.UTC(2030, 0, 2, 3, 4);
    await writeSchedule(platform.table, 'site.gov', { schedule: '{}', next_ms }, undefined);
    expect(await shell.sitepack('index', 'stats', 'site.gov')).toBe(0);
    expect(shell.out).toContain('next crawl 2030-01-02 03:04 UTC, by its schedule');
    expect(await shell.sitepack('index', 'stats', 'site.gov', '--json')).toBe(0);
    expect(printed(shell, z.unknown())).toMatchObject({ next_crawl_at_ms: next_ms });
  });

  it('is where one is told to look when nothing is held', async () => {
    await using shell = await testShell();
    await shell.sitepack('crawl', 'https://site.gov/');
    expect(await shell.sitepack('index', 'publish', 'site.gov')).toBe(1);
    expect(shell.err.at(-1)).toBe(
      'sitepack: no version of "site.gov" is held. "sitepack index stats site.gov" tells which version is held, if one is, and why.',
    );
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

  it('sends keys that it does not know with --force, those of limits too', async () => {
    await using shell = await testShell();
    const newer = { type: 'index+crawl', site: 'site.gov', limits: { pages: 5, mood: 1 }, colour: 'red' };
    expect(await shell.sitepack('send', 'index', JSON.stringify(newer), '--force')).toBe(0);
    const platform = await openPlatform(settingsOf(shell, { log_level: 'warn' }), pino({ level: 'silent' }));
    await using _ = { [Symbol.asyncDispose]: () => platform.close() };
    const [received] = await platform.queue.receive('sitepack-index', {
      max: 1,
      visibility_ms: 1000,
      wait_ms: 0,
    });
    expect(JSON.parse(received?.body ?? '')).toMatchObject(newer);
  });

  it.each([
    ['crawl', message, 'index goes to the queue "index" (sitepack-index), not to "crawl"'],
    ['index', '{"type":"indx","site":"a"}', 'there is no message type "indx"'],
    ['index', '{"type":"index"}', '"site"'],
    ['index', '{"type":"index+crawl","site":"a","limit":1}', 'index+crawl: there is no "limit"; --force'],
    ['index', '{"type":"index+crawl","site":"a","limits":{"pagess":5}}', 'there is no "limits.pagess"'],
    ['index', 'nonsense', 'not JSON'],
    ['index', '{"type":"unload","index":"a","shard":"0-of-1","pack":"x"}', ''],
  ])('refuses to send to %s: %s', async (queue, body, reason) => {
    await using shell = await testShell();
    expect(await shell.sitepack('send', queue, body)).toBe(2);
    expect(shell.err.at(-1)).toContain(reason);
  });
});
