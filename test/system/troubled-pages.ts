import { gzipSync } from 'node:zlib';
import type { Outcome, Trap } from '#core/crawl/outcome.ts';
import { html } from './made-pages.ts';
import type { MadeSite, Page } from './site.ts';

/** A page that is not plainly read, and what becomes of it. */
export interface TroubledPage {
  readonly path: string;
  readonly page: Page;
  /** Its outcome, in part. Absent: it must not be in the crawl at all. */
  readonly ends?: Partial<Outcome> & { readonly kind: Outcome['kind'] };
  /** Requests that it gets. */
  readonly asked: number;
  /** The page that links to it is the list of troubles, unless it is only reached from another trouble. */
  readonly unlisted?: boolean;
}

export interface TroubleSettings {
  readonly fetch_attempts: number;
  readonly max_page_bytes: number;
}

const plain = (title: string, links: readonly string[] = [], head = ''): Page => ({
  body: html({ title, text: `${title}, which says something of its own`, links, head }),
});
const redirect = (to: string, status = 302): Page => ({ status, headers: { location: to } });

/** Ways in which a site makes trouble, all on one site. `/trouble` links to the listed ones. */
export function troubledPages(settings: TroubleSettings): TroubledPage[] {
  return [...redirects(), ...statuses(settings), ...wishes(), ...contents(settings), ...marked(), ...traps()];
}

/** Puts the pages on a site, and a list of them at `/trouble`; robots.txt forbids `/private`. */
export function addTroubles(site: MadeSite, troubles: readonly TroubledPage[], other: string): void {
  for (const { path, page } of troubles) site.set(path, page);
  const links = troubles.filter(({ unlisted }) => unlisted !== true).map(({ path }) => path);
  site.set('/trouble', plain('Troubles', [...links, other, 'mailto:a@b.example', 'http://', '/p/1#here']));
  site.set('/robots.txt', {
    headers: { 'content-type': 'text/plain' },
    body: 'User-agent: *\nDisallow: /private\nAllow: /private/open\n',
  });
}

function redirects(): TroubledPage[] {
  const chain = Array.from({ length: 12 }, (_, n): TroubledPage => {
    const ends =
      n < 10 ? { kind: 'redirected' as const } : { kind: 'failed' as const, code: 'too_many_redirects' };
    const reached = n <= 10;
    return {
      path: `/chain/${n}`,
      page: redirect(`/chain/${n + 1}`),
      ...(reached ? { ends } : {}),
      asked: reached ? 1 : 0,
      unlisted: n > 0,
    };
  });
  return [
    {
      path: '/moved',
      page: redirect('/moved-here', 301),
      ends: { kind: 'redirected', status: 301 },
      asked: 1,
    },
    { path: '/moved-here', page: plain('Moved'), ends: { kind: 'indexed' }, asked: 1, unlisted: true },
    { path: '/found', page: redirect('/p/1'), ends: { kind: 'redirected', status: 302 }, asked: 1 },
    { path: '/circle', page: redirect('/circle/2'), ends: { kind: 'redirected' }, asked: 1 },
    {
      path: '/circle/2',
      page: redirect('/circle'),
      ends: { kind: 'failed', code: 'redirect_loop' },
      asked: 1,
      unlisted: true,
    },
    { path: '/self', page: redirect('/self'), ends: { kind: 'failed', code: 'redirect_loop' }, asked: 1 },
    { path: '/nowhere', page: { status: 302 }, ends: { kind: 'failed', code: 'bad_redirect' }, asked: 1 },
    { path: '/away', page: redirect('http://127.0.0.1:1/'), ends: { kind: 'redirected' }, asked: 1 },
    ...chain,
  ];
}

function statuses({ fetch_attempts }: TroubleSettings): TroubledPage[] {
  const flaky = (visit: number): Page => (visit < 3 ? { status: 500, body: 'down' } : plain('Flaky'));
  const busy = (visit: number): Page =>
    visit < 2 ? { status: 429, headers: { 'retry-after': '1' } } : plain('Busy');
  return [
    { path: '/missing', page: { status: 404 }, ends: { kind: 'gone', status: 404 }, asked: 1 },
    { path: '/gone', page: { status: 410 }, ends: { kind: 'gone', status: 410 }, asked: 1 },
    { path: '/forbidden', page: { status: 403 }, ends: { kind: 'failed', status: 403 }, asked: 1 },
    { path: '/flaky', page: (visit) => answerOf(flaky(visit)), ends: { kind: 'indexed' }, asked: 3 },
    { path: '/busy', page: (visit) => answerOf(busy(visit)), ends: { kind: 'indexed' }, asked: 2 },
    { path: '/broken', page: { status: 500 }, ends: { kind: 'failed', status: 500 }, asked: fetch_attempts },
    {
      path: '/hanging',
      page: { fault: 'hang' },
      ends: { kind: 'failed', code: 'timeout' },
      asked: fetch_attempts,
    },
    { path: '/cut', page: { fault: 'cut', body: 'half' }, ends: { kind: 'failed' }, asked: fetch_attempts },
  ];
}

function answerOf(page: Page) {
  return typeof page === 'function' ? page(1) : page;
}

/** What a site asks of crawlers. */
function wishes(): TroubledPage[] {
  const robots = (content: string): string => `<meta name="robots" content="${content}">`;
  const canonical = (to: string): string => `<link rel="canonical" href="${to}">`;
  const x_robots: Page = {
    headers: { 'x-robots-tag': 'noindex, nofollow' },
    body: html({ title: 'X', text: 'x', links: ['/behind-x'] }),
  };
  return [
    { path: '/private/diary', page: plain('Diary'), ends: { kind: 'refused', by: 'robots' }, asked: 0 },
    { path: '/private/open', page: plain('Open'), ends: { kind: 'indexed' }, asked: 1 },
    {
      path: '/noindex',
      page: plain('No', ['/behind-noindex'], robots('noindex')),
      ends: { kind: 'refused', by: 'noindex' },
      asked: 1,
    },
    {
      path: '/behind-noindex',
      page: plain('Behind noindex'),
      ends: { kind: 'indexed' },
      asked: 1,
      unlisted: true,
    },
    {
      path: '/nofollow',
      page: plain('Nofollow', ['/behind-nofollow'], robots('nofollow')),
      ends: { kind: 'indexed' },
      asked: 1,
    },
    { path: '/behind-nofollow', page: plain('Behind nofollow'), asked: 0, unlisted: true },
    { path: '/x-robots', page: x_robots, ends: { kind: 'refused', by: 'noindex' }, asked: 1 },
    { path: '/behind-x', page: plain('Behind X-Robots-Tag'), asked: 0, unlisted: true },
    { path: '/copy?of=1', page: plain('Copy', [], canonical('/p/1')), ends: { kind: 'alias' }, asked: 1 },
    {
      path: '/original?x=1',
      page: plain('Original', [], canonical('/original')),
      ends: { kind: 'alias' },
      asked: 1,
    },
    {
      path: '/original',
      page: plain('Original', [], canonical('/original')),
      ends: { kind: 'indexed' },
      asked: 1,
      unlisted: true,
    },
    { path: '/one', page: plain('One', [], canonical('/other')), ends: { kind: 'alias' }, asked: 1 },
    {
      path: '/other',
      page: plain('Other', [], canonical('/one')),
      ends: { kind: 'indexed' },
      asked: 1,
      unlisted: true,
    },
  ];
}

function contents({ max_page_bytes }: TroubleSettings): TroubledPage[] {
  const page = (
    path: string,
    page: Page,
    ends: TroubledPage['ends'] = { kind: 'indexed' },
  ): TroubledPage => ({
    path,
    page,
    ...(ends === undefined ? {} : { ends }),
    asked: 1,
  });
  const czech = html({ title: 'Žluťoučký', text: 'kůň úpěl ďábelské ódy' });
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const typed = (type: string, body: string | Buffer): Page => ({ headers: { 'content-type': type }, body });
  const endless = Buffer.alloc(max_page_bytes + 10_000, 'a ');
  return [
    // The mark of UTF-8 speaks louder than the header.
    page('/lies/charset', typed('text/html; charset=iso-8859-1', `\u{feff}${czech}`)),
    page('/lies/no-charset', typed('text/html', czech.replace('<title>', '<meta charset="utf-8"><title>'))),
    page('/lies/image', typed('text/html', png), { kind: 'unsupported', content_type: 'image/png' }),
    page('/lies/nothing', typed('', czech)),
    page('/notes.txt', typed('text/plain; charset=utf-8', 'Notes\n\nplain as they are')),
    page('/script.js', typed('application/javascript', 'alert(1)'), { kind: 'unsupported' }),
    page('/paper.pdf', typed('application/pdf', '%PDF-1.7'), { kind: 'unsupported' }),
    page('/huge', { body: endless }, { kind: 'failed', code: 'too_large' }),
    page(
      '/bomb',
      { headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(50 * max_page_bytes)) },
      { kind: 'failed', code: 'too_large' },
    ),
    page(
      '/garbled',
      { headers: { 'content-encoding': 'gzip' }, body: 'this is no gzip' },
      { kind: 'failed', code: 'bad_encoding' },
    ),
    page('/empty', { body: '' }),
  ];
}

/** URLs with marks that name no page. */
function marked(): TroubledPage[] {
  const canonical = (to: string): string => `<link rel="canonical" href="${to}">`;
  return [
    { path: '/marked?utm_source=list', page: plain('Marked'), asked: 0 },
    { path: '/marked', page: plain('Marked'), ends: { kind: 'indexed' }, asked: 1, unlisted: true },
    { path: '/moved?utm_source=list', page: plain('No page'), asked: 0 },
    // Servers that will have their marks: as written it is another URL.
    {
      path: '/insists',
      page: redirect('/insists;jsessionid=1'),
      ends: { kind: 'redirected' },
      asked: 1,
    },
    {
      path: '/insists;jsessionid=1',
      page: plain('Insists'),
      ends: { kind: 'indexed' },
      asked: 1,
      unlisted: true,
    },
    {
      path: '/self-marked',
      page: plain('Self', [], canonical('/self-marked?utm_source=self')),
      ends: { kind: 'indexed' },
      asked: 1,
    },
    {
      path: '/names-a-trap',
      page: plain('Names a trap', [], canonical('/loop/loop/loop/loop')),
      ends: { kind: 'indexed' },
      asked: 1,
    },
  ];
}

/** URLs of which there would be ever more. */
function traps(): TroubledPage[] {
  const trap = (path: string, trap: Trap): TroubledPage => ({
    path,
    page: plain('Trap', [`${path}/more`]),
    ends: { kind: 'refused', by: 'trap', trap },
    asked: 0,
  });
  return [
    trap('/loop/loop/loop', 'repeating_segments'),
    trap('/events/2093-04-01', 'calendar'),
    trap('/a?session_id=0a1b2c3d4e5f60718293', 'session_id'),
    trap(`/${'deep/er/'.repeat(9)}`, 'too_many_segments'),
    trap(`/a?${Array.from({ length: 11 }, (_, n) => `p${n}=1`).join('&')}`, 'too_many_parameters'),
  ];
}
