import { cutText } from '../cut-text.ts';
import { MAX_DESCRIPTION_CHARS, MAX_TITLE_CHARS, type OpenGraph } from '../extracted.ts';
import { languageTag } from '../language-tag.ts';
import { refreshTarget } from './meta-refresh.ts';
import { hasWord } from '../word-list.ts';
import { pageDate } from '../page-date.ts';
import type { PageDates } from './text-dates.ts';
import {
  NO_DIRECTIVES,
  bothDirectives,
  parseDirectives,
  type RobotsDirectives,
} from '../robots-directives.ts';
import { tidySpace } from '../tidy-text.ts';

type Attributes = Readonly<Record<string, string>>;

/** What a page says of itself beside its text. */
export interface PageHead extends PageDates {
  readonly title: string;
  /** It has more of it than a title may have. */
  readonly title_cut: boolean;
  readonly description: string;
  readonly language: string;
  readonly robots: RobotsDirectives;
  /** URLs as written, to be resolved; that of the image in `open_graph` too. */
  readonly canonical: string | undefined;
  readonly refresh: string | undefined;
  readonly open_graph: OpenGraph;
}

/** Characters of a title and of the content of a meta element that are looked at: all that are kept, and white space. */
const MAX_SAID_CHARS = 65_536;
/** Characters of the name of a site or a type, and of a URL before it is resolved. */
const MAX_NAME_CHARS = 200;
const MAX_URL_CHARS = 4096;
/** Meta elements that give a date of change, the most exact first. */
const MODIFIED = [
  'article:modified_time',
  'og:updated_time',
  'datemodified',
  'dcterms.modified',
  'dc.date.modified',
  'last-modified',
];
/** And of publication. */
const PUBLISHED = [
  'article:published_time',
  'og:article:published_time',
  'datepublished',
  'dcterms.issued',
  'dc.date.issued',
  'dcterms.created',
  'dc.date.created',
  'dcterms.date',
  'dc.date',
  'citation_publication_date',
  'citation_online_date',
  'citation_date',
  'parsely-pub-date',
  'pubdate',
  'publish_date',
  'publish-date',
  'date',
];

const OTHERS = [
  'description',
  'content-language',
  'og:title',
  'og:description',
  'og:image',
  'og:image:url',
  'og:image:secure_url',
  'og:type',
  'og:site_name',
  'og:locale',
];
/** What meta elements are read for, beside what they say to crawlers. */
const NAMES: ReadonlySet<string> = new Set([...OTHERS, ...PUBLISHED, ...MODIFIED]);

/**
 * Takes the elements by which a page says what it is, as they come, wherever they stand: browsers and crawlers heed
 * most of them in the body too, and many a head ends earlier than its author thinks. Only in the head counts what text
 * could be made to say: `rel=canonical`, which would give the page away, and `itemprop`, which may be of any thing that
 * the page is about. Where a page says a thing twice the first time counts; of robots directives all count.
 */
export class HeadReader {
  readonly #agentToken: string;
  readonly #metas = new Map<string, string>();
  #robots = NO_DIRECTIVES;
  #title: string | undefined;
  #language: string | undefined;
  #base: string | undefined;
  #canonical: string | undefined;
  #refresh: string | undefined;
  /** The text of a title is being read. */
  #inTitle = false;
  #ended = false;

  /** @param agentToken our name, in lower case, under which a meta element may address us. */
  constructor(agentToken: string) {
    this.#agentToken = agentToken;
  }

  get inTitle(): boolean {
    return this.#inTitle;
  }

  /** What URLs are relative to, as written. */
  get base(): string | undefined {
    return this.#base;
  }

  onopentag(name: string, attributes: Attributes): void {
    switch (name) {
      case 'html':
        this.#language ??= attributes['lang'] ?? attributes['xml:lang'] ?? '';
        break;
      case 'title':
        this.#inTitle = this.#title === undefined;
        this.#title ??= '';
        break;
      case 'meta':
        this.#noteMeta(attributes);
        break;
      case 'base':
        this.#base ??= attributes['href'];
        break;
      case 'link':
        this.#noteLink(attributes);
        break;
      case 'body':
        this.end();
        break;
    }
  }

  addTitle(text: string): void {
    if (this.#title !== undefined && this.#title.length < MAX_SAID_CHARS) this.#title += text;
  }

  endTitle(): void {
    this.#inTitle = false;
  }

  /** What comes then is not in the head. A page that does not say where it ends has everything in it. */
  end(): void {
    this.#ended = true;
  }

  finish(): PageHead {
    const first = (...names: string[]) =>
      names.map((name) => this.#metas.get(name) ?? '').find((said) => said !== '') ?? '';
    const date = (names: readonly string[]) =>
      names.map((name) => pageDate(first(name))).find((time_ms) => time_ms !== null) ?? null;
    const text = (max: number, ...names: string[]) => cutText(tidySpace(first(...names)), max);
    const title = tidySpace(this.#title ?? '') || tidySpace(first('og:title'));
    return {
      title: cutText(title, MAX_TITLE_CHARS),
      title_cut: title.length > MAX_TITLE_CHARS,
      description: text(MAX_DESCRIPTION_CHARS, 'description', 'og:description'),
      language:
        languageTag(this.#language ?? '') ||
        languageTag(first('content-language')) ||
        languageTag(first('og:locale')),
      robots: this.#robots,
      canonical: this.#canonical,
      refresh: refreshTarget(this.#refresh ?? ''),
      published_at_ms: date(PUBLISHED),
      modified_at_ms: date(MODIFIED),
      open_graph: {
        title: text(MAX_TITLE_CHARS, 'og:title'),
        description: text(MAX_DESCRIPTION_CHARS, 'og:description'),
        image: text(MAX_URL_CHARS, 'og:image', 'og:image:url', 'og:image:secure_url'),
        type: text(MAX_NAME_CHARS, 'og:type'),
        site_name: text(MAX_NAME_CHARS, 'og:site_name'),
      },
    };
  }

  /** Authors give one element several names, for several readers: it says the same under each. */
  #noteMeta(attributes: Attributes): void {
    const { content } = attributes;
    if (content === undefined) return;
    const pragma = nameIn(attributes['http-equiv']);
    if (pragma === 'refresh') this.#refresh ??= content;
    const names = [nameIn(attributes['name']), nameIn(attributes['property']), pragma];
    if (!this.#ended) names.push(nameIn(attributes['itemprop']));
    for (const name of names) {
      if (name === undefined) continue;
      if (name === 'robots' || name === this.#agentToken) {
        this.#robots = bothDirectives(this.#robots, parseDirectives(content));
      } else if (NAMES.has(name) && !this.#metas.has(name)) {
        this.#metas.set(name, content.slice(0, MAX_SAID_CHARS));
      }
    }
  }

  #noteLink({ rel, href }: Attributes): void {
    if (this.#ended || rel === undefined || href === undefined || !hasWord(rel, 'canonical')) return;
    this.#canonical ??= href.trim();
  }
}

function nameIn(said: string | undefined): string | undefined {
  return said?.trim().toLowerCase();
}
