import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { testShell } from './testing/test-shell.ts';

const PAGES: Readonly<Record<string, string>> = {
  '/': '<title>Harbour</title><main><h1>Harbour</h1><p>Start <a href="/tides">tides</a> <a href="/lost">lost</a></p></main>',
  '/tides': '<title>Tide table</title><main><h1>Tides</h1><p>The water rises twice a day.</p></main>',
};

async function serveSite(): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((request, response) => {
    const page = PAGES[request.url ?? ''];
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html' });
    response.end(page === undefined ? 'no such page' : `<!doctype html><html lang="en">${page}</html>`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

it('one command crawls a site with nothing else running, and another one searches it', async () => {
  await using site = await serveSite();
  await using shell = await testShell({
    SITEPACK_ALLOW_PRIVATE: '127.0.0.0/8',
    SITEPACK_DELAY_MS: '0',
    SITEPACK_HEARTBEAT_MS: '200',
  });
  expect(await shell.sitepack('crawl', site.url, '--follow', '--index', 'harbour')).toBe(0);
  const report = shell.out.join('\n');
  expect(report).toMatch(/3 found\n +2 indexed\n +1 gone/);
  expect(report).toContain(`linked from ${site.url}`);
  expect(report).toContain('sitepack search harbour WORDS');
  expect(shell.err.join('\n')).toMatch(/Crawling|Packing|Loading/);

  expect(await shell.sitepack('search', 'harbour', 'water', 'rises', '--json')).toBe(0);
  const answer = z.looseObject({ total: z.number(), hits: z.array(z.looseObject({ url: z.string() })) });
  expect(answer.parse(JSON.parse(shell.out.at(-1) ?? ''))).toMatchObject({
    index: 'harbour',
    total: 1,
    hits: [
      {
        url: `${site.url}tides`,
        title: 'Tide table',
        snippet: { matches: [expect.anything(), expect.anything()] },
      },
    ],
  });

  expect(await shell.sitepack('index', 'golden', 'harbour')).toBe(0);
  expect(shell.out.at(-1)).toContain('has no golden queries');
  const tides = { query: 'water rises', expected: '/tides', top: 1 };
  const others = [
    { query: 'harbour', expected: '/tide' },
    { query: 'watre', expected: '/tides' },
  ];
  const golden = JSON.stringify({ gate: { golden: [tides, ...others] } });
  await shell.sitepack('index', 'settings', 'harbour', '--set', golden);
  expect(shell.err.at(-1)).toContain('"sitepack index golden harbour" tells');
  expect(await shell.sitepack('index', 'golden', 'harbour')).toBe(1);
  expect(shell.out.at(-1)).toMatch(/water rises +\/tides +1 +1 +yes\n *harbour +\/tide +10 +not found +NO/);
  expect(await shell.sitepack('index', 'golden', 'harbour', '--json')).toBe(1);
  expect(JSON.parse(shell.out.at(-1) ?? '')).toMatchObject({
    index: 'harbour',
    golden: [
      { ...tides, place: 1, holds: true, version: 1 },
      { place: null, holds: false },
      { place: null, holds: false },
    ],
  });
  await shell.sitepack('search', 'harbour', 'watre');
  expect(shell.out.join('\n')).toContain('Results for: water');

  expect(await shell.sitepack('explain', `${site.url}tides`, '--json')).toBe(0);
  expect(JSON.parse(shell.out.at(-1) ?? '')).toMatchObject({
    url: `${site.url}tides`,
    indexes: [
      {
        index: 'harbour',
        page: { state: 'present', origin: 'crawl', outcome: { kind: 'indexed' }, pending: false },
        live: { version: 1, shard: '0-of-1' },
        packed_by_row: 'yes',
        crawl: { state: 'done', seen: { depth: 1, parent: site.url, outcome: { kind: 'indexed' } } },
      },
    ],
  });
  expect(await shell.sitepack('explain', `${site.url}tides`, '--aliases')).toBe(0);
  expect(shell.out.at(-1)).toMatch(/\n  aliases  none\n/);
  expect(await shell.sitepack('explain', `${site.url}lost`, '--index', 'harbour')).toBe(0);
  expect(shell.out.at(-1)).toMatch(/In "harbour":[^]* outcome  gone: /);
  expect(await shell.sitepack('explain', `${site.url}never`)).toBe(1);
  expect(shell.out.at(-1)).toMatch(/ page +not known[^]*No index knows it, by http or https/);
  // Asked for by the other scheme: the hint is a command that finds it.
  const secure = `${site.url.replace('http:', 'https:')}tides`;
  expect(await shell.sitepack('explain', secure)).toBe(1);
  const hint = `sitepack explain ${site.url}tides --index harbour`;
  expect(shell.out.at(-1)).toContain(`It is known elsewhere:\n  ${hint}`);
  expect(await shell.sitepack(...hint.split(' ').slice(1))).toBe(0);
  expect(await shell.sitepack('explain', secure, '--json')).toBe(1);
  expect(JSON.parse(shell.out.at(-1) ?? '')).toMatchObject({
    elsewhere: [{ url: `${site.url}tides`, index: 'harbour' }],
  });
}, 60_000);

it('a crawl that reads nothing ends with exit code 1 and says why', async () => {
  await using site = await serveSite();
  await using shell = await testShell({ SITEPACK_DELAY_MS: '0', SITEPACK_HEARTBEAT_MS: '200' });
  expect(await shell.sitepack('crawl', site.url, '--follow')).toBe(1);
  expect(shell.out.join('\n')).toContain('SITEPACK_ALLOW_PRIVATE');
  expect(shell.out.join('\n')).toContain('Nothing was indexed');
  expect(shell.err.join('\n')).not.toContain('SITEPACK_USER_AGENT');
}, 30_000);

it('a crawl of others warns when its user agent has no address of whoever runs it', async () => {
  const warned = async (env: Record<string, string>): Promise<boolean> => {
    await using shell = await testShell(env);
    expect(await shell.sitepack('crawl', 'http://10.0.0.1/', '--follow')).toBe(1);
    return shell.err.some((line) => line.startsWith('Warning: SITEPACK_USER_AGENT="'));
  };
  expect(await warned({})).toBe(true);
  expect(await warned({ SITEPACK_USER_AGENT: 'Sitepack/0.1 (+https://site.gov/crawler)' })).toBe(false);
}, 30_000);
