import { afterEach, beforeEach, expect, it } from 'vitest';
import { MadeSite } from '../../test/system/site.ts';
import { type TestShell, testShell } from './testing/test-shell.ts';

let site: MadeSite;
let shell: TestShell;

beforeEach(async () => {
  site = await MadeSite.start();
  shell = await testShell({ SITEPACK_ALLOW_PRIVATE: '127.0.0.0/8', SITEPACK_DELAY_MS: '0' });
});

afterEach(async () => {
  await site[Symbol.asyncDispose]();
  await shell[Symbol.asyncDispose]();
});

/** Runs the command; what it printed, and its exit code. */
async function inspect(...words: string[]): Promise<{ readonly code: number; readonly text: string }> {
  const code = await shell.sitepack('inspect', ...words);
  return { code, text: shell.out.splice(0).join('\n') };
}

const PAGE = `<html lang="en"><head><title>Tides</title><meta name="robots" content="nosnippet">
  <link rel="canonical" href="/tides"></head><body><nav><a href="/">Home</a></nav><main><h1>Tides</h1>
  <h2 id="high">High water</h2><p>Twice a day.
  <a href="/tides/2?utm_source=x">more</a> <a href="https://other.test/">other</a> <a href="/old/1">old</a>
  <a rel="nofollow" href="/login">login</a></p></main></body></html>`;

it('tells each verdict on a page, and what is read from it', async () => {
  site.set('/robots.txt', {
    headers: { 'content-type': 'text/plain' },
    body: 'User-agent: *\nDisallow: /private\nAllow: /tides\nCrawl-delay: 0.01',
  });
  site.set('/tides', { headers: { etag: '"1"', 'set-cookie': 'sid=secret' }, body: PAGE });
  await shell.sitepack('index', 'settings', 'coast', '--set', '{"crawl": {"exclude": ["/old/"]}}');
  shell.out.splice(0);
  const { code, text } = await inspect(site.url('/a/../tides?utm_medium=mail'), '--index', 'coast');
  expect(code).toBe(0);
  expect(text).toContain(`canonical    ${site.url('/tides?utm_medium=mail')}`);
  expect(text).toContain(`links to it  are followed, as ${site.url('/tides')}`);
  expect(text).toContain(
    'robots.txt   allowed by "User-agent: *, line 3: Allow: /tides"; asks for 0.01 s between requests',
  );
  expect(text).toMatch(
    /asked for +http:\S+\/tides: 200, \d+ B in \d+ ms\n +content-type: text\/html.*\n +etag: "1"/,
  );
  expect(text).not.toContain('secret');
  expect(text).toContain('outcome      indexed: answered 200');
  expect(text).toMatch(/type +text\/html, language "en"\n +title +Tides/);
  expect(text).toMatch(/asks for +nosnippet/);
  expect(text).toMatch(/heading +Tides\n +High water/);
  expect(text).toContain(`2 that are followed`);
  expect(text).toContain(site.url('/tides/2'));
  expect(text).toMatch(/1 that lead elsewhere\n +https:\/\/other\.test\/: other\.test is not among/);
  expect(text).toMatch(/1 kept out by the site's rules\n +http:\S+\/old\/1: /);
  expect(text).toMatch(/1 that ask not to be followed\n +http:\S+\/login/);
  expect(text).toContain('Twice a day.');
  expect(text).toMatch(/In "coast"\n +known +not yet/);
});

it('goes where a page points to, and says why it ends there', async () => {
  site.set('/old', { status: 301, headers: { location: '/new' } });
  site.set('/new', { status: 302, headers: { location: 'https://other.test/' } });
  const away = await inspect(site.url('/old'));
  expect(away.code).toBe(1);
  expect(away.text).toMatch(/outcome +redirected to http:\S+\/new: answered 301/);
  expect(away.text).toMatch(/outcome +redirected to https:\/\/other\.test\/: answered 302/);
  expect(away.text).toMatch(/links to it +are not followed \(domain\)[^]*outcome +a crawl ends here/);
  site.set('/new', { body: '<link rel="canonical" href="/best">' });
  site.set('/best', { body: '<title>Best</title>' });
  const { code, text } = await inspect(site.url('/old'));
  expect(code).toBe(0);
  expect(text).toMatch(/another address of http:\S+\/best[^]*indexed: answered 200[^]*title +Best/);
});

it('reads a page as the page that it is, as a crawl does, where the URL that it names leads back', async () => {
  site.set('/docs', { body: '<head><link rel="canonical" href="/docs/"><title>Docs</title></head>a text' });
  site.set('/docs/', { status: 301, headers: { location: '/docs' } });
  const { code, text } = await inspect(site.url('/docs'));
  expect(code).toBe(0);
  expect(text).toMatch(
    /another address of http:\S+\/docs\/[^]*redirects in a circle[^]*indexed: answered 200; names[^]*title +Docs/,
  );
});

it('asks for nothing that robots.txt forbids, and tells what is wrong with others', async () => {
  site.set('/robots.txt', { headers: { 'content-type': 'text/plain' }, body: 'User-agent: *\nDisallow: /p' });
  site.set('/shut', { headers: { 'x-robots-tag': 'noindex' }, body: '<title>Shut</title>text' });
  const forbidden = await inspect(site.url('/private'));
  expect(forbidden.code).toBe(1);
  expect(forbidden.text).toMatch(
    /forbidden by "User-agent: \*, line 2: Disallow: \/p"[^]*outcome +refused \(robots\)/,
  );
  expect(site.asked('/private')).toEqual([]);
  const shut = await inspect(site.url('/shut'));
  expect(shut.code).toBe(1);
  expect(shut.text).toMatch(/x-robots-tag: noindex[^]*refused \(noindex\)[^]*title +Shut/);
  const lost = await inspect(site.url('/lost'));
  expect([lost.code, lost.text.includes('outcome      gone: answered 404')]).toEqual([1, true]);
});

it('asks for robots.txt anew, and says by which copy it goes where that cannot be had', async () => {
  site.set('/page', { body: '<title>Page</title>text' });
  expect((await inspect(site.url('/page'))).text).toMatch(/robots\.txt +there is none: allowed/);
  const robots = (body: string, status = 200) =>
    site.set('/robots.txt', { status, headers: { 'content-type': 'text/plain' }, body });
  robots('', 503);
  const none = await inspect(site.url('/page'));
  expect(none.code).toBe(0);
  expect(none.text).toMatch(
    /it could not be had \(answered 503\); there was none when it was asked for at\s+\d{4}-\S+ \S+\s+UTC: allowed/,
  );
  robots('User-agent: *\nDisallow: /page');
  expect((await inspect(site.url('/page'))).text).toMatch(/robots\.txt +forbidden by "/);
  robots('', 500);
  const { code, text } = await inspect(site.url('/page'), '--json');
  expect(code).toBe(1);
  expect(JSON.parse(text)).toMatchObject({
    steps: [
      { robots: { source: 'file', allowed: false, read_at_ms: expect.any(Number), trouble: 'answered 500' } },
    ],
  });
  const copy = (await inspect(site.url('/page'))).text;
  expect(copy).toMatch(/could not be had \(answered 500\); by the copy read at .*: forbidden/s);
});

it('says that robots.txt cannot be had, and that nobody ever had it', async () => {
  site.set('/robots.txt', { status: 500, body: '' });
  expect((await inspect(site.url('/page'))).text).toMatch(
    /it could not be had \(answered 500\), and no copy of it is known: forbidden/,
  );
});

it('compares with what the index has of it, and stores nothing itself', async () => {
  site.set('/', { body: '<title>Coast</title>a text' });
  await inspect(site.url());
  await shell.sitepack('explain', site.url(), '--json');
  expect(JSON.parse(shell.out.splice(0).join('\n'))).toMatchObject({ known: false });
  await shell.sitepack('crawl', site.url(), '--follow', '--index', 'coast');
  shell.out.splice(0);
  expect((await inspect(site.url(), '--index', 'coast')).text).toMatch(
    /known +present, visited .*content is the same/,
  );
  site.set('/', { body: '<title>Coast</title>another text' });
  const { text } = await inspect(site.url(), '--index', 'coast', '--json');
  expect(JSON.parse(text)).toMatchObject({
    url: site.url(),
    index: 'coast',
    steps: [{ url: site.url(), robots: { source: 'missing', allowed: true }, outcome: { kind: 'indexed' } }],
    page: { title: 'Coast', body: 'another text', links: [] },
    known: { state: 'present', same: false },
  });
  expect((await inspect(site.url(), '--text')).text).toBe('another text');
});

it('refuses what can be no page, and no index', async () => {
  expect(await shell.sitepack('inspect', 'tides')).toBe(2);
  expect(await shell.sitepack('inspect', site.url(), '--index', 'No Name')).toBe(2);
  expect(shell.err.join('\n')).toMatch(/"tides" is no page[^]*"No Name" can be no name of an index/);
});

it('tells whether hosts are told what the settings say, and why not', async () => {
  site.set('/', { body: '<title>Coast</title>a text' });
  const { host, hostname } = new URL(site.url());
  const told = async (request: object): Promise<string | undefined> => {
    const settings = JSON.stringify({ request });
    expect(await shell.sitepack('index', 'settings', 'coast', '--set', settings, '--replace')).toBe(0);
    shell.out.splice(0);
    const { text } = await inspect(site.url(), '--index', 'coast');
    expect(text).not.toContain('let-me-in');
    return /credentials +(.*)/.exec(text)?.[1];
  };
  const headers = { 'x-key': 'let-me-in' };
  expect(await told({ hosts: [hostname], headers, in_the_clear: true })).toBe(
    `not sent: the settings do not name the host "${host}", with its port`,
  );
  expect(await told({ hosts: [host], headers })).toBe(
    'not sent: by http only with "in_the_clear" in the settings',
  );
  expect(await told({ hosts: [host], headers, in_the_clear: true })).toBe('sent');
  expect(await told({ hosts: [host], headers, by_host: { [host]: {} } })).toBe(
    `not sent: the settings have nothing for "${host}"`,
  );
});

it('says that there is no index of the name that is given, nor settings', async () => {
  site.set('/', { body: '<title>Coast</title>a text' });
  expect((await inspect(site.url(), '--index', 'nope')).text).not.toContain('credentials');
  expect(shell.err.join('\n')).toContain('There is no index "nope", and nothing is set');
  shell.err.splice(0);
  await inspect(site.url());
  await shell.sitepack('index', 'settings', 'planned', '--set', '{"crawl": {"max_depth": 2}}');
  await inspect(site.url(), '--index', 'planned');
  expect(shell.err).toEqual([]);
});
