import { History, type Span } from './history.ts';
import { type MadeRobots, robotsText } from './made-robots.ts';
import { type MadeSitemap, SITEMAP, renderSitemap } from './made-sitemap.ts';
import { type Rendered, type Validators, render } from './render.ts';
import type { NoPage, Redirect, Resource, Unreachable } from './resource.ts';
import type { Trouble, TroubleSpan } from './trouble.ts';

export interface SiteTraits {
  /** With a port if it has one. */
  readonly host: string;
  readonly scheme: 'http' | 'https';
  readonly validators: Validators;
  /** Whether `/P/3` is `/p/3`. */
  readonly ignores_case: boolean;
  /** Its pages name their own URL, so that those with tracking words in them are told to be the same. */
  readonly names_itself: boolean;
  readonly latency_ms: number;
  /** What its robots.txt, while it has one, asks crawlers to leave between requests; 0 for nothing. */
  readonly crawl_delay_s: number;
  readonly sitemap: MadeSitemap;
  /** All of it redirects to that host. */
  readonly twin?: string;
}

/** Words in a query that mean nothing to a site. */
const TRACKING = /^utm_[a-z]+=[^&]*(?:&utm_[a-z]+=[^&]*)*$/;
const NO_PAGE: NoPage = { kind: 'no_page', status: 404 };

/** A host: what lies at its paths, its robots.txt and its troubles, now and before. */
export class MadeSite {
  readonly traits: SiteTraits;
  readonly robots: History<MadeRobots>;
  readonly #resources = new Map<string, History<Resource>>();
  /** Of texts, by the words that all their versions have. */
  readonly #versions = new Map<string, number>();
  #troubles: TroubleSpan[] = [];

  constructor(traits: SiteTraits, robots: MadeRobots) {
    this.traits = traits;
    this.robots = new History(robots, 0);
  }

  /** `https://one.test`. */
  get origin(): string {
    return `${this.traits.scheme}://${this.traits.host}`;
  }

  /** Paths at which there is or was something, in the order in which they came up. */
  get paths(): readonly string[] {
    return [...this.#resources.keys()];
  }

  get troubles(): readonly TroubleSpan[] {
    return this.#troubles;
  }

  at(path: string): Resource {
    return this.#history(path)?.now ?? this.#elsewhere(path);
  }

  set(path: string, resource: Resource, at_ms: number): void {
    const history = this.#history(path);
    if (history !== undefined) return history.set(resource, at_ms);
    // Before it came up there was nothing there, except at the beginning of the world.
    const first = new History(at_ms === 0 ? resource : this.#elsewhere(path), 0);
    if (at_ms !== 0) first.set(resource, at_ms);
    this.#resources.set(path, first);
  }

  /** Counts the versions of a text, wherever the page is: it may have moved, and be back at its old place too. */
  nextVersion(stem: string): number {
    const version = (this.#versions.get(stem) ?? 1) + 1;
    this.#versions.set(stem, version);
    return version;
  }

  /** What was at a path and query of this site's scheme, whatever its spelling. */
  spans(path: string): readonly Span<Resource>[] {
    return this.#history(path)?.spans ?? [{ from_ms: 0, until_ms: Infinity, what: this.#elsewhere(path) }];
  }

  /** Another number for whatever was at a path before and after. */
  revision(path: string): number {
    return this.#history(path)?.revision ?? 0;
  }

  addTrouble(trouble: TroubleSpan): void {
    this.#troubles.push(trouble);
  }

  /** Troubles are over. */
  calm(at_ms: number): void {
    this.#troubles = this.#troubles.flatMap(({ until_ms, ...span }) =>
      span.from_ms > at_ms ? [] : [{ ...span, until_ms: Math.min(until_ms, at_ms) }],
    );
  }

  troubleAt(path: string, at_ms: number): Trouble | undefined {
    return this.#troubles.find(
      (span) =>
        (span.path === undefined || span.path === path) && span.from_ms <= at_ms && at_ms < span.until_ms,
    )?.trouble;
  }

  /** What the other scheme of this host answers. */
  otherScheme(path: string): Redirect | Unreachable {
    return this.traits.scheme === 'http'
      ? { kind: 'unreachable', code: 'tls_failed' }
      : { kind: 'redirect', status: 301, location: `${this.origin}${path}` };
  }

  /** The answer to a GET, troubles aside; undefined where there is none. */
  respond(path: string, headers: Readonly<Record<string, string>>): Rendered | undefined {
    if (path === '/robots.txt') return this.#robotsFile();
    const sitemap = renderSitemap(this, path, headers);
    if (sitemap !== undefined) return sitemap;
    const resource = this.at(path);
    if (resource.kind === 'unreachable') return undefined;
    return render(resource, this.revision(path), this.traits.validators, headers);
  }

  #robotsFile(): Rendered {
    const robots = this.robots.now;
    if (robots.kind === 'missing') return { status: robots.status, headers: {}, body: new Uint8Array() };
    // It lies at the usual place, so whether it is named makes no difference in the end.
    const named = this.traits.sitemap === 'gzip' ? `Sitemap: ${this.origin}${SITEMAP}\r\n` : '';
    const text = `${robotsText(robots, this.traits.crawl_delay_s)}${named}`;
    return { status: 200, headers: { 'content-type': 'text/plain' }, body: Buffer.from(text) };
  }

  #history(path: string): History<Resource> | undefined {
    const exact = this.#resources.get(path);
    if (exact !== undefined) return exact;
    const [bare = '/', query] = path.split('?');
    const plain = query !== undefined && TRACKING.test(query) ? bare : path;
    return this.#resources.get(this.traits.ignores_case ? plain.toLowerCase() : plain);
  }

  #elsewhere(path: string): Resource {
    const { twin, scheme } = this.traits;
    return twin === undefined
      ? NO_PAGE
      : { kind: 'redirect', status: 301, location: `${scheme}://${twin}${path}` };
  }
}
