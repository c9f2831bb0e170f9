import { hostOf, pathOf, schemeOf } from '#core/crawl/url.ts';
import type { WebErrorCode, WebRequest } from '#ports/web.ts';
import type { Seeded } from '../kernel/seeded.ts';
import {
  type Change,
  type Changing,
  changeSite,
  collapse,
  fail,
  lose,
  part,
  rewrite,
  unlink,
} from './change-site.ts';
import { drawSites } from './draw-site.ts';
import type { Span } from './history.ts';
import { type MadeRobots, allows } from './made-robots.ts';
import { SITEMAP, listedPaths } from './made-sitemap.ts';
import type { MadeSite } from './made-site.ts';
import type { Resource } from './resource.ts';
import type { Trouble, TroubleSpan } from './trouble.ts';

/** What a request comes to. */
export type MadeAnswer =
  | {
      readonly kind: 'response';
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Uint8Array;
      readonly after_ms: number;
    }
  /** It hangs until its timeout. */
  | { readonly kind: 'never' }
  | { readonly kind: 'error'; readonly code: WebErrorCode; readonly after_ms: number };

/** How long it takes to learn that a host is not there. */
const LOOKUP_MS = 20;
const UNKNOWN: Resource = { kind: 'unreachable', code: 'dns_failed' };

/**
 * Sites that a seed makes, and that change. It answers requests, and it knows the truth: what was where when, and what
 * was forbidden. URLs are canonical (core/crawl/url.ts) throughout; times are virtual ms.
 */
export class MadeWeb {
  readonly #now: () => number;
  readonly #sites: ReadonlyMap<string, MadeSite>;
  #calm = false;
  /** Told of every change, by the URL that answers something else now; `https://one.test/*` when all of a site does. */
  onChange: (url: string, detail: string) => void = () => undefined;

  /** @param options `heavy_pages` is a share of all pages: so that packs are large. */
  constructor({ chance, now, heavy_pages = 0 }: { chance: Seeded; now: () => number; heavy_pages?: number }) {
    this.#now = now;
    this.#sites = new Map(
      drawSites(chance.fork('sites'), heavy_pages).map((site) => [site.traits.host, site]),
    );
  }

  /** What a request comes to at this moment. Asking changes nothing. */
  answer({ url, headers = {} }: Pick<WebRequest, 'url' | 'headers'>): MadeAnswer {
    const site = this.#sites.get(hostOf(url));
    if (site === undefined) return { kind: 'error', code: 'dns_failed', after_ms: LOOKUP_MS };
    const path = pathOf(url);
    // Not every page takes as long, and none takes longer at another time.
    const after_ms = site.traits.latency_ms * (1 + (path.length % 3));
    const trouble = site.troubleAt(path, this.#now());
    if (trouble !== undefined) return troubled(trouble, after_ms);
    if (schemeOf(url) !== site.traits.scheme) {
      const other = site.otherScheme(path);
      if (other.kind === 'unreachable') return { kind: 'error', code: other.code, after_ms };
      const location = { location: other.location ?? '/' };
      return { kind: 'response', status: other.status, headers: location, body: new Uint8Array(), after_ms };
    }
    const response = site.respond(path, headers);
    if (response === undefined) return { kind: 'error', code: 'connection_failed', after_ms };
    return { kind: 'response', ...response, after_ms };
  }

  /** Makes one change. @returns it in words; {@link onChange} is told of it too. */
  change(chance: Seeded): string {
    const site = chance.pick([...this.#sites.values()]);
    return this.#told(site, changeSite(this.#changing(site, chance), this.#calm));
  }

  /** The page at a URL says something else from now on. @returns undefined when there is no page now. */
  rewrite(url: string, chance: Seeded): string | undefined {
    return this.#changeAt(url, chance, rewrite);
  }

  /** The page at a URL is gone from now on, or has moved. */
  lose(url: string, chance: Seeded): void {
    this.#changeAt(url, chance, lose);
  }

  /** There are pages from now on to which nothing leads but the one at this URL. */
  part(url: string, chance: Seeded): void {
    this.#changeAt(url, chance, part);
  }

  /** The page at a URL has a link less from now on. */
  unlink(url: string, chance: Seeded): void {
    this.#changeAt(url, chance, unlink);
  }

  /** What is at a URL cannot be reached from now on, for so many ms. Nothing, once the web is calm. */
  fail(url: string, length_ms: number, chance: Seeded): void {
    if (!this.#calm) this.#changeAt(url, chance, (changing, path) => fail(changing, path, length_ms));
  }

  /** Most pages of a host are gone from now on, its start page aside. */
  collapse(host: string, chance: Seeded): void {
    const site = this.#sites.get(host);
    if (site !== undefined) this.#told(site, collapse(this.#changing(site, chance)));
  }

  /** From now on nothing hangs or fails for a while any more: what is still amiss stays so. */
  calm(): void {
    this.#calm = true;
    for (const site of this.#sites.values()) site.calm(this.#now());
  }

  /** With their ports. */
  get hosts(): readonly string[] {
    return [...this.#sites.keys()];
  }

  /** The sitemap of a host, if it has one, and the URLs that it lists. */
  sitemapOf(host: string): { readonly url: string; readonly listed: readonly string[] } | undefined {
    const site = this.#sites.get(host);
    if (site === undefined || site.traits.sitemap === 'none' || site.traits.twin !== undefined)
      return undefined;
    return {
      url: `${site.origin}${SITEMAP}`,
      listed: listedPaths(site).map((path) => `${site.origin}${path}`),
    };
  }

  /** Where crawls may begin: `/` of every host, that of twins too. */
  get starts(): readonly string[] {
    return [...this.#sites.values()].map((site) => `${site.origin}/`);
  }

  /** URLs at which there is or was something, whatever it is; not the other spellings that sites answer too. */
  get urls(): readonly string[] {
    return [...this.#sites.values()].flatMap((site) => site.paths.map((path) => `${site.origin}${path}`));
  }

  /** What a URL has to offer now, troubles aside. */
  at(url: string): Resource {
    return this.history(url).at(-1)?.what ?? UNKNOWN;
  }

  /**
   * What a URL had to offer when, troubles aside, the oldest first. Spellings that a site takes for the same URL have
   * the same history; where there never was anything it is one span of a 404, and for hosts that are none of `unreachable`.
   */
  history(url: string): readonly Span<Resource>[] {
    const site = this.#sites.get(hostOf(url));
    const always = (what: Resource) => [{ from_ms: 0, until_ms: Infinity, what }];
    if (site === undefined) return always(UNKNOWN);
    const path = pathOf(url);
    return schemeOf(url) === site.traits.scheme ? site.spans(path) : always(site.otherScheme(path));
  }

  /** Troubles of a host. They stand before what its URLs offer, robots.txt among them; later ones may be planned. */
  troubles(host: string): readonly TroubleSpan[] {
    return this.#sites.get(host)?.troubles ?? [];
  }

  /** Whether robots.txt, as it is served at a moment (now, when absent), lets a URL be read; troubles aside. */
  robotsAllow(url: string, at_ms = this.#now()): boolean {
    return !this.robotsForbid(url, at_ms, at_ms);
  }

  /** Whether every robots.txt that was served in a time forbids a URL; troubles aside. */
  robotsForbid(url: string, from_ms: number, until_ms: number): boolean {
    const served = this.#sites.get(hostOf(url))?.robots.during(from_ms, until_ms) ?? [];
    return served.length > 0 && served.every((robots) => !allows(robots, pathOf(url)));
  }

  /**
   * What every robots.txt that a host served in a time asked crawlers to leave between requests, in ms, troubles aside; 0
   * when there was none among them.
   */
  crawlDelay(host: string, from_ms: number, until_ms: number): number {
    const site = this.#sites.get(host);
    const served = site?.robots.during(from_ms, until_ms) ?? [];
    return served.every(({ kind }) => kind === 'file') ? (site?.traits.crawl_delay_s ?? 0) * 1000 : 0;
  }

  /** What a host's robots.txt said when, troubles aside. */
  robotsHistory(host: string): readonly Span<MadeRobots>[] {
    return this.#sites.get(host)?.robots.spans ?? [];
  }

  #changeAt(
    url: string,
    chance: Seeded,
    change: (changing: Changing, path: string) => Change | undefined,
  ): string | undefined {
    const site = this.#sites.get(hostOf(url));
    const changed = site === undefined ? undefined : change(this.#changing(site, chance), pathOf(url));
    return site === undefined || changed === undefined ? undefined : this.#told(site, changed);
  }

  #changing(site: MadeSite, chance: Seeded): Changing {
    const others = this.starts.filter((start) => start !== `${site.origin}/`);
    return { site, chance, now_ms: this.#now(), others };
  }

  #told(site: MadeSite, { path, detail }: Change): string {
    const url = `${site.origin}${path === '*' ? '/*' : path}`;
    this.onChange(url, detail);
    return `${url} ${detail}`;
  }
}

function troubled(trouble: Trouble, after_ms: number): MadeAnswer {
  if (trouble.kind === 'hang') return { kind: 'never' };
  if (trouble.kind === 'error') return { kind: 'error', code: trouble.code, after_ms };
  const headers = trouble.retry_after === undefined ? {} : { 'retry-after': trouble.retry_after };
  return { kind: 'response', status: trouble.status, headers, body: new Uint8Array(), after_ms };
}
