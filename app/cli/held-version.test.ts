import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { crawlList } from './api-schemas.ts';
import { testShell } from './testing/test-shell.ts';

const ENV = {
  SITEPACK_ALLOW_PRIVATE: '127.0.0.0/8',
  SITEPACK_DELAY_MS: '0',
  SITEPACK_HEARTBEAT_MS: '200',
  SITEPACK_GATE_SPARE_DOCUMENTS: '1',
};

/** A site with a start page and four others, of which some can be taken away. */
async function serveSite(): Promise<AsyncDisposable & { readonly url: string; readonly gone: Set<string> }> {
  const gone = new Set<string>();
  const paths = ['/1', '/2', '/3', '/4'];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const isPage = path === '/' || (paths.includes(path) && !gone.has(path));
    response.writeHead(isPage ? 200 : 404, { 'content-type': 'text/html' });
    const links = path === '/' ? paths.map((to) => `<a href="${to}">${to}</a>`).join(' ') : '';
    response.end(
      isPage ? `<title>Page ${path}</title><main><p>It says ${path}. ${links}</p></main>` : 'gone',
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    gone,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

it('a crawl whose version is held says why, and what can be done, and each of that can be done', async () => {
  await using site = await serveSite();
  await using shell = await testShell(ENV);
  const crawl = () => shell.sitepack('crawl', site.url, '--follow', '--index', 'made');
  expect(await crawl()).toBe(0);
  site.gone.add('/1').add('/2');
  expect(await crawl()).toBe(1);
  expect(shell.out.join('\n')).toMatch(
    /A version of "made" is held, and the live one stays:\n {2}2 of 5 documents \(40 %\) would be lost \(2 gone\); at most 1 may \(30 %\)\n/,
  );
  const held = /A version of "made" is held[^]* 2 of 5 documents [^]*sitepack index publish made/;
  const crawlIds = async (): Promise<string[]> => {
    expect(await shell.sitepack('crawls', 'list', 'made', '--json')).toBe(0);
    const { crawls } = crawlList.parse(JSON.parse(shell.out.at(-1) ?? ''));
    return crawls.map(({ crawl_id }) => crawl_id);
  };
  const [second = ''] = await crawlIds();
  expect(await shell.sitepack('crawls', 'show', second)).toBe(0);
  expect(shell.out.join('\n')).toContain('In the version of "made" that was held: 2 gone, 3 as before');
  expect(shell.out.at(-1)).toMatch(held);
  expect(await shell.sitepack('crawls', 'list')).toBe(0);
  expect(shell.out.at(-1)).toMatch(/ held\n.* 1$/);
  expect(await shell.sitepack('index', 'list')).toBe(0);
  expect(shell.out.at(-1)).toMatch(/^made .* HELD$/m);
  expect(await shell.sitepack('status')).toBe(0);
  expect(shell.out.at(-1)).toMatch(/^made .* HELD\n\nHELD: /m);
  expect(await shell.sitepack('index', 'stats', 'made')).toBe(0);
  expect(shell.out.join('\n')).toMatch(/held +a version with 3 documents, since /);

  expect(await shell.sitepack('index', 'diff', 'made')).toBe(0);
  expect(shell.out.at(-1)).toBe(
    [
      'From version 1 to the held version: 2 removed, 0 added, 0 changed, 3 unchanged',
      `- ${site.url}1  Page /1`,
      `- ${site.url}2  Page /2`,
    ].join('\n'),
  );
  expect(await shell.sitepack('index', 'diff', 'made', '--limit', '1')).toBe(0);
  expect(shell.out.at(-1)).toMatch(/- \S+1 {2}Page \/1\n {2}and 1 more removed$/);
  expect(await shell.sitepack('index', 'diff', 'made', '--from', 'live', '--to', '1')).toBe(0);
  expect(shell.out.at(-1)).toMatch(/0 removed, 0 added, 0 changed, 5 unchanged/);
  expect(await shell.sitepack('index', 'diff', 'made', '--from', '7')).toBe(1);
  expect(await shell.sitepack('index', 'diff', 'made', '--from', 'newest')).toBe(2);

  expect(await shell.sitepack('index', 'publish', 'made', '--manifest', 'a'.repeat(64))).toBe(1);
  expect(shell.err.at(-1)).toContain('another version of "made" is held by now');
  expect(await shell.sitepack('index', 'publish', 'made')).toBe(0);
  // Nothing runs on this data: the next crawl does first what is queued.
  expect(await crawl()).toBe(0);
  expect(shell.out.at(-1)).toMatch(/^In "made": .*3 as before; version 2$[^]*version 2\. Try:/m);
  expect(await shell.sitepack('crawls', 'show', second)).toBe(0);
  expect(shell.out.at(-1)).toContain('no version of "made" is held any longer');
  expect(await shell.sitepack('index', 'list')).toBe(0);
  expect(shell.out.at(-1)).not.toContain('HELD');
  expect(await shell.sitepack('index', 'stats', 'made', '--json')).toBe(0);
  expect(JSON.parse(shell.out.at(-1) ?? '')).toMatchObject({ version: 2, documents: 3, held: null });
  expect(await shell.sitepack('index', 'drop', 'made')).toBe(1);
  expect(shell.err.at(-1)).toMatch(/no version of "made" is held\. "sitepack index stats made" tells/);
}, 120_000);
