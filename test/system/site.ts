import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { extract } from '#core/crawl/extract.ts';
import { contentHash } from '#core/crawl/extracted.ts';

/** What a page answers. A body that is text is HTML unless the headers say otherwise. */
export interface Answer {
  /** 200 when absent. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Ms from the request to the answer; 0 when absent. */
  readonly after_ms?: number;
  /** `hang`: nothing is ever answered. `cut`: the connection breaks off in the middle of the body. */
  readonly fault?: 'hang' | 'cut';
}

/** A page: an answer, or what decides upon one; `visit` counts the requests for the page, from 1. */
export type Page = Answer | ((visit: number) => Answer);

/** A request that the site had. */
export interface Asked {
  /** Path and query. */
  readonly path: string;
  readonly at_ms: number;
  /** 0 for what was never answered. */
  readonly status: number;
  readonly conditional: boolean;
  readonly user_agent: string;
}

/**
 * A site made for a test, on a free port of the loopback address. It answers conditional requests, and remembers what it
 * was asked for and when.
 */
export class MadeSite implements AsyncDisposable {
  readonly #server: Server;
  readonly #pages = new Map<string, Page>();
  readonly #visits = new Map<string, number>();
  #asked: Asked[] = [];
  #open = 0;
  #mostOpen = 0;
  /** Host and port, as messages name a site. */
  readonly host: string;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.host = `127.0.0.1:${port}`;
    server.on('request', (request, response) => this.#serve(request, response));
  }

  static async start(pages: ReadonlyMap<string, Page> = new Map(), port = 0): Promise<MadeSite> {
    const server = createServer({ keepAliveTimeout: 60_000 }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the site has no port');
    const site = new MadeSite(server, address.port);
    for (const [path, page] of pages) site.set(path, page);
    return site;
  }

  url(path = '/'): string {
    return `http://${this.host}${path}`;
  }

  set(path: string, page: Page): void {
    this.#pages.set(path, page);
  }

  /** The page answers 404 from now on. */
  remove(path: string): void {
    this.#pages.delete(path);
  }

  /** Requests since the start or the last `forget`, of one path if it is given. */
  asked(path?: string): readonly Asked[] {
    return path === undefined ? this.#asked : this.#asked.filter((request) => request.path === path);
  }

  /** Requests that were open at a time, at most. */
  get mostOpen(): number {
    return this.#mostOpen;
  }

  /** Pages that change with their visits begin anew, and nothing was asked. */
  forget(): void {
    this.#asked = [];
    this.#visits.clear();
  }

  /** What an index of these pages must hold: content hashes by URL, computed without any of the choreography. */
  documents(paths: Iterable<string>): Map<string, string> {
    const documents = new Map<string, string>();
    for (const path of paths) documents.set(this.url(path), this.#hashOf(path));
    return documents;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #hashOf(path: string): string {
    // As it answers once it has got over what it makes trouble with.
    const { headers, body } = this.#answer(path, Infinity);
    const extraction = extract({
      url: this.url(path),
      headers: { 'content-type': 'text/html', ...headers },
      body: Buffer.from(body ?? ''),
      agentToken: 'sitepack',
    });
    if (extraction.kind !== 'page') throw new Error(`${path} is no page`);
    return contentHash(extraction.page);
  }

  #answer(path: string, visit: number): Answer {
    const page = this.#pages.get(path);
    if (page === undefined) return { status: 404, body: 'there is no such page' };
    return typeof page === 'function' ? page(visit) : page;
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '/';
    this.#open += 1;
    this.#mostOpen = Math.max(this.#mostOpen, this.#open);
    response.on('close', () => (this.#open -= 1));
    const visit = (this.#visits.get(path) ?? 0) + 1;
    this.#visits.set(path, visit);
    const answer = this.#answer(path, visit);
    const body = Buffer.from(answer.body ?? '');
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
    const wanted = request.headers['if-none-match'];
    const status = wanted === etag ? 304 : (answer.status ?? 200);
    this.#asked.push({
      path,
      at_ms: performance.now(),
      status: answer.fault === 'hang' ? 0 : status,
      conditional: wanted !== undefined,
      user_agent: request.headers['user-agent'] ?? '',
    });
    if (answer.fault === 'hang') return;
    const headers = { 'content-type': 'text/html', ...(status === 200 ? { etag } : {}), ...answer.headers };
    if (answer.fault === 'cut') {
      response.writeHead(status, { ...headers, 'content-length': String(body.length + 1000) });
      response.write(body, () => response.destroy());
      return;
    }
    const send = (): void => {
      response.writeHead(status, headers);
      response.end(status === 304 ? undefined : body);
    };
    if (answer.after_ms === undefined) send();
    else setTimeout(send, answer.after_ms);
  }
}
