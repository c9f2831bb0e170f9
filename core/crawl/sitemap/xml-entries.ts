import { atomTarget, baseWithin, isPermalink } from '../feed/entry-link.ts';
import { canonicalUrl } from '../url.ts';
import type { SitemapList } from './sitemap-list.ts';
import type { SitemapListing } from './sitemap.ts';

type Attributes = Readonly<Record<string, string>>;
/** What an entry says of itself, by our names. */
type Field = 'url' | 'fallback' | 'lastmod' | 'created' | 'priority' | 'changefreq';
/** The elements that are entries: of a urlset, an index, RSS (0.9 to 2.0, with RDF) and Atom. */
type EntryName = 'url' | 'sitemap' | 'item' | 'entry';

const KINDS: Readonly<Record<EntryName, SitemapListing['kind']>> = {
  url: 'urlset',
  sitemap: 'index',
  item: 'feed',
  entry: 'feed',
};
const ROOTS: ReadonlyMap<string, SitemapListing['kind']> = new Map([
  ['urlset', 'urlset'],
  ['sitemapindex', 'index'],
  ['rss', 'feed'],
  ['feed', 'feed'],
  ['rdf', 'feed'],
]);
/** Whose text is a field of its entry. */
const OF_SITEMAPS: ReadonlyMap<string, Field> = new Map([
  ['loc', 'url'],
  ['lastmod', 'lastmod'],
  ['priority', 'priority'],
  ['changefreq', 'changefreq'],
]);
const FIELDS: Readonly<Record<EntryName, ReadonlyMap<string, Field>>> = {
  url: OF_SITEMAPS,
  sitemap: OF_SITEMAPS,
  item: new Map([
    ['link', 'url'],
    ['guid', 'fallback'],
    ['pubdate', 'created'],
    ['dc:date', 'created'],
    ['dcterms:modified', 'lastmod'],
    ['atom:updated', 'lastmod'],
  ]),
  entry: new Map([
    ['updated', 'lastmod'],
    ['modified', 'lastmod'],
    ['published', 'created'],
    ['issued', 'created'],
  ]),
};
/** Of one field; more is no URL and no date. */
const MAX_FIELD_CHARS = 10_000;

/**
 * Takes the events of an XML parser and collects the entries of a sitemap or a feed. It goes by the names of elements and
 * not by how they are nested, so that what is broken in one entry costs that entry and no other: an entry begins with its
 * opening tag whether or not the one before was closed, and a field ends with the next tag of any kind.
 *
 * A namespace is not looked at, as many are wrong; a prefix is. What has another prefix than its entry belongs to an
 * extension (`image:loc` is no page), and so does all that is inside an element that we do not know.
 */
export class XmlEntries {
  readonly #list: SitemapList;
  /** Of the document. An entry may have one of its own. */
  #base: string;
  #root: { readonly kind: SitemapListing['kind']; readonly prefix: string } | undefined;
  /** Of the first entry that had a URL. */
  #kind: SitemapListing['kind'] | undefined;
  #entry: { readonly name: EntryName; readonly prefix: string } | undefined;
  #said: Partial<Record<Field, string>> = {};
  #field: Field | undefined;
  #text = '';
  #depth = 0;
  /** Elements that are open where one began whose content does not concern us. */
  #foreign = Infinity;
  /** A page for people, not a sitemap. */
  html = false;

  constructor(list: SitemapList) {
    this.#list = list;
    this.#base = list.base;
  }

  /** Of the entries that were found, else of the root; `undefined` when there is neither. */
  get kind(): SitemapListing['kind'] | undefined {
    return this.#kind ?? this.#root?.kind;
  }

  /** Elements open now. */
  get depth(): number {
    return this.#depth;
  }

  onopentag(written: string, attributes: Attributes): void {
    this.#endField();
    this.#depth += 1;
    const { prefix, name } = split(written);
    if (this.#opensEntry(prefix, name, attributes)) return;
    if (this.#entry === undefined) this.#note(prefix, name, attributes);
    else if (this.#depth <= this.#foreign) this.#openField(prefix, name, attributes);
  }

  ontext(text: string): void {
    if (this.#field !== undefined && this.#text.length <= MAX_FIELD_CHARS) this.#text += text;
  }

  onclosetag(written: string): void {
    this.#endField();
    if (this.#depth <= this.#foreign) this.#foreign = Infinity;
    this.#depth -= 1;
    const { prefix, name } = split(written);
    if (this.#entry?.name === name && this.#entry.prefix === prefix) this.#endEntry();
  }

  /** Counts every open element as closed: they are nested absurdly deep, as where none is ever closed. */
  flatten(): void {
    this.#depth = 0;
    this.#foreign = Infinity;
  }

  /**
   * Ends what is open at the end of the text. A field that has no end was cut, and half a URL is another URL.
   * @returns whether an entry was open.
   */
  finish(): boolean {
    const cut = this.#entry !== undefined;
    this.#field = undefined;
    if (this.#said.url !== undefined || this.#said.fallback !== undefined) this.#endEntry();
    return cut;
  }

  #opensEntry(prefix: string, name: string, attributes: Attributes): boolean {
    if (!isEntryName(name) || (prefix !== '' && prefix !== (this.#root?.prefix ?? prefix))) return false;
    // `url` is also the address of a feed's picture, `item` what an extension may call its own.
    const isFeed = KINDS[name] === 'feed';
    if (this.#root !== undefined && isFeed !== (this.#root.kind === 'feed')) return false;
    this.#endEntry();
    this.#foreign = Infinity;
    this.#entry = { name, prefix };
    const about = attributes['rdf:about'];
    if (about !== undefined) this.#said.fallback = about;
    this.#list.base = baseWithin(attributes, this.#base);
    return true;
  }

  /** Outside of entries: the root. */
  #note(prefix: string, name: string, attributes: Attributes): void {
    if (name === 'html' && this.#root === undefined && this.#list.size === 0) this.html = true;
    const kind = ROOTS.get(name);
    if (kind === undefined || this.#root !== undefined) return;
    this.#root = { kind, prefix };
    this.#base = baseWithin(attributes, this.#base);
  }

  #openField(prefix: string, name: string, attributes: Attributes): void {
    if (this.#entry === undefined) return;
    const own = prefix === '' || prefix === this.#entry.prefix;
    if (name === 'link' && attributes['href'] !== undefined) this.#link(attributes['href'], attributes);
    const field = FIELDS[this.#entry.name].get(own ? name : `${prefix}:${name}`);
    if (field === undefined || (name === 'guid' && !isPermalink(attributes))) {
      this.#foreign = this.#depth;
      return;
    }
    // Two in one entry: the end of the first and the beginning of the second are missing.
    if (name === 'loc' && this.#said.url !== undefined) this.#nextEntry();
    this.#field = field;
    this.#text = '';
  }

  /** `link` with an address: Atom's, which may stand in RSS too, or that of a page in another language. */
  #link(href: string, attributes: Attributes): void {
    const target = atomTarget(attributes);
    if (target === undefined) return;
    if (this.#entry?.name === 'entry') this.#atomLink(href, target);
    else if (this.#entry?.name === 'item') this.#said.fallback ??= href;
    // Others name what is not a page of its own, such as the same for small screens.
    else if (attributes['hreflang'] !== undefined) this.#list.addAlternate(href);
  }

  /** Of several the page for people is meant, not a feed of comments. */
  #atomLink(href: string, target: 'page' | 'form'): void {
    const url = canonicalUrl(href.trim(), this.#list.base) ?? href;
    if (target === 'page') this.#said.url ??= url;
    else this.#said.fallback ??= url;
  }

  #endField(): void {
    const field = this.#field;
    this.#field = undefined;
    if (field === undefined) return;
    const text = this.#text.length > MAX_FIELD_CHARS ? '' : this.#text.trim();
    if (text !== '') this.#said[field] ??= text;
  }

  #nextEntry(): void {
    const entry = this.#entry;
    this.#endEntry();
    this.#entry = entry;
  }

  #endEntry(): void {
    const entry = this.#entry;
    if (entry === undefined) return;
    const { url, fallback, lastmod, created, priority, changefreq } = this.#said;
    const written = { url: url ?? fallback, lastmod: lastmod ?? created, priority, changefreq };
    if (written.url !== undefined) this.#kind ??= KINDS[entry.name];
    if (entry.name === 'sitemap') this.#list.addSitemap(written);
    else this.#list.addPage(written);
    this.#entry = undefined;
    this.#said = {};
  }
}

function split(written: string): { prefix: string; name: string } {
  const colon = written.indexOf(':');
  return colon === -1
    ? { prefix: '', name: written }
    : { prefix: written.slice(0, colon), name: written.slice(colon + 1) };
}

function isEntryName(name: string): name is EntryName {
  return Object.hasOwn(KINDS, name);
}
