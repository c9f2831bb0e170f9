import { cutText } from './cut-text.ts';
import { MAX_DESCRIPTION_CHARS, MAX_TITLE_CHARS } from './extracted.ts';
import { languageTag } from './language-tag.ts';
import { pageDate } from './page-date.ts';
import { tidySpace } from './page-text.ts';
import {
  bothDirectives,
  NO_DIRECTIVES,
  parseDirectives,
  type RobotsDirectives,
} from './robots-directives.ts';

/** Meta elements that give a date of change, the most exact first. */
const DATES = [
  'article:modified_time',
  'og:updated_time',
  'dcterms.modified',
  'dc.date.modified',
  'last-modified',
] as const;

/** Meta elements that are kept; others say nothing to us, and a page may have any number of them. */
const KEPT: ReadonlySet<string> = new Set([
  'description',
  'og:description',
  'og:title',
  'content-language',
  ...DATES,
]);

type Attributes = Readonly<Record<string, string>>;

/** What a page says of itself beside its text. Where it says a thing twice, the first time counts, robots apart. */
export class PageHead {
  robots: RobotsDirectives = NO_DIRECTIVES;
  /** As written, to be resolved. */
  base: string | undefined;
  canonical: string | undefined;
  readonly #agentToken: string;
  readonly #meta = new Map<string, string>();
  #language = '';
  #modified: string | undefined;

  constructor(agentToken: string) {
    this.#agentToken = agentToken;
  }

  get ogTitle(): string {
    return cutText(tidySpace(this.#meta.get('og:title') ?? ''), MAX_TITLE_CHARS);
  }

  get description(): string {
    const said = this.#meta.get('description') || this.#meta.get('og:description') || '';
    return cutText(tidySpace(said), MAX_DESCRIPTION_CHARS);
  }

  get language(): string {
    return languageTag(this.#language) || languageTag(this.#meta.get('content-language') ?? '');
  }

  get modified_at_ms(): number | null {
    for (const said of [...DATES.map((name) => this.#meta.get(name)), this.#modified]) {
      const date = said === undefined ? null : pageDate(said);
      if (date !== null) return date;
    }
    return null;
  }

  link(rel: string, href: string | undefined): void {
    if (href !== undefined && /(?:^|\s)canonical(?:\s|$)/i.test(rel)) this.canonical ??= href.trim();
  }

  element(name: string, attributes: Attributes): void {
    if (name === 'meta') this.#takeMeta(attributes);
    else if (name === 'html') this.#language ||= attributes['lang'] ?? attributes['xml:lang'] ?? '';
    else if (name === 'base') this.base ??= attributes['href'];
    else if (name === 'time' && attributes['itemprop'] === 'dateModified')
      this.#modified ??= attributes['datetime'];
  }

  #takeMeta(attributes: Attributes): void {
    const { content } = attributes;
    const name = (attributes['name'] ?? attributes['property'] ?? attributes['http-equiv'])
      ?.trim()
      .toLowerCase();
    if (content === undefined || name === undefined) return;
    if (name === 'robots' || name === this.#agentToken) {
      this.robots = bothDirectives(this.robots, parseDirectives(content));
    } else if (KEPT.has(name) && !this.#meta.has(name)) {
      this.#meta.set(name, content);
    }
  }
}
