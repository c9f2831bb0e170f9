import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { constants, deflateRawSync } from 'node:zlib';
import { html } from './made-pages.ts';

/** A site with some good pages, and every way of keeping a crawler busy for ever that is told of in one place. */
export interface TrapSite extends AsyncDisposable {
  /** Without a slash at its end. */
  readonly origin: string;
  readonly good: readonly string[];
  /** Paths and queries that were asked for, each as often as it was. */
  readonly asked: readonly string[];
  /** Bytes of the bomb that went out, before compression. */
  readonly bombBytes: number;
}

/** How a member of gzip begins (RFC 1952, section 2.3): deflated, with nothing to say of itself. */
const GZIP_HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
/** Bytes of zeros that the bomb would unpack to. */
export const BOMB_BYTES = 100 * 2 ** 30;
const GOOD = Array.from({ length: 20 }, (_, n) => `/good/${n}`);
/** Ways into the traps, from the start page. */
const DOORS = [
  '/calendar/2026/11',
  '/shop?PHPSESSID=0123456789abcdef0123456789abcdef',
  '/story?session=0a1b2c3d4e5f6071829',
  '/lost/page',
  '/loop/a',
  '/chain/0',
  '/mirror/good/0',
  '/zeros',
  '/drip',
  '/facets?a=0',
];

type Route = (match: RegExpExecArray, response: ServerResponse) => void;

/** Starts the site on a free port of the loopback address. */
export async function startTrapSite(): Promise<TrapSite> {
  const asked: string[] = [];
  let bombBytes = 0;
  let visits = 0;
  const routes: readonly [RegExp, Route][] = [
    [/^\/robots\.txt$/, (_, response) => missing(response)],
    [/^\/$/, (_, response) => page(response, 'Start', 'the start of it all', [...GOOD, ...DOORS])],
    [/^\/good\/(\d+)$/, ([, n], response) => good(response, Number(n), '')],
    // The same pages under another path, each of which links to the next in its own folder.
    [/^\/mirror\/good\/(\d+)$/, ([, n], response) => good(response, Number(n), '/mirror')],
    [
      /^\/calendar\/(\d+)\/(\d+)$/,
      ([, year, month], response) => calendar(response, Number(year), Number(month)),
    ],
    [
      /^\/(shop|story)/,
      ([, name = ''], response) => {
        visits += 1;
        const id = visits.toString(16).padStart(32, '0a1b2c3d4e5f60718293a4b5c6d7e8f9');
        const links = [`/shop?PHPSESSID=${id}`, `/story?session=${id.slice(0, 20)}`];
        page(response, name, `come into the ${name}`, links);
      },
    ],
    [/^\/loop\/(\w)$/, ([, at], response) => redirect(response, at === 'a' ? '/loop/b' : '/loop/a')],
    [/^\/chain\/(\d+)$/, ([, n], response) => redirect(response, `/chain/${Number(n) + 1}`)],
    [
      /^\/zeros$/,
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' });
        response.write(GZIP_HEAD);
        pour(response, (bytes) => (bombBytes += bytes));
      },
    ],
    [/^\/drip$/, (_, response) => drip(response)],
    // Each choice adds one more parameter to the links.
    [
      /^\/facets\?(.*)$/,
      ([, query = ''], response) => {
        const count = query.split('&').length;
        page(response, 'Facets', `choose by ${count}`, [`/facets?${query}&f${count}=1`]);
      },
    ],
  ];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '/';
    asked.push(path);
    for (const [pattern, route] of routes) {
      const match = pattern.exec(path);
      if (match !== null) return route(match, response);
    }
    // A page that is not there is answered with 200, and a link that lies below it.
    return page(response, 'Sorry', 'we looked for this page everywhere and it is not here', ['page/']);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the site has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    good: GOOD,
    asked,
    get bombBytes() {
      return bombBytes;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

function page(response: ServerResponse, title: string, text: string, links: readonly string[]): void {
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end(html({ title, text, links }));
}

function good(response: ServerResponse, n: number, folder: string): void {
  const next = (n + 1) % GOOD.length;
  page(response, `Good ${n}`, `good page ${n} of the site`, [`${folder}/good/${next}`]);
}

function calendar(response: ServerResponse, year: number, month: number): void {
  const name = (ahead: number): string => {
    const date = new Date(Date.UTC(year, month - 1 + ahead, 1));
    return `/calendar/${date.getUTCFullYear()}/${String(date.getUTCMonth() + 1).padStart(2, '0')}`;
  };
  page(response, `${year}-${month}`, 'nothing happens this month', [name(-1), name(1)]);
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { location });
  response.end();
}

function missing(response: ServerResponse): void {
  response.writeHead(404);
  response.end();
}

/** Zeros without end, compressed, for as long as somebody takes them. Compressed once, for that takes longest. */
function pour(response: ServerResponse, onBytes: (bytes: number) => void): void {
  const zeros = Buffer.alloc(2 ** 20);
  // Not the last block of its stream, and without a word about those before it: it may follow upon itself.
  const block = deflateRawSync(zeros, { finishFlush: constants.Z_FULL_FLUSH });
  let left = BOMB_BYTES;
  const more = (): void => {
    while (left > 0) {
      left -= zeros.length;
      onBytes(zeros.length);
      if (!response.write(block)) return void response.once('drain', more);
    }
    response.end();
  };
  response.on('close', () => (left = 0));
  more();
}

/** A page whose text comes letter by letter, and never ends. */
function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/html' });
  const timer = setInterval(() => response.write('a'), 100);
  response.on('close', () => clearInterval(timer));
}
