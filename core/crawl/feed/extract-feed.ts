import { type TextLink, type TextPart, type PartedText, MAX_PARTS, NOTHING_SAID } from '../parted-text.ts';
import { extractHtml } from '../html/extract-html.ts';
import { MAX_BODY_CHARS } from '../extracted.ts';
import { atomTarget, baseWithin, isPermalink, wholeUrl } from './entry-link.ts';
import { feedDate } from './feed-date.ts';
import { languageTag } from '../language-tag.ts';
import { NESTED_TOO_DEEP, readXml } from '../xml-events.ts';
import { canonicalUrl } from '../url.ts';

type Attributes = Readonly<Record<string, string>>;

/** Whether an XML document with this root is a feed: RSS of any version, or Atom. */
export function isFeed(root: string): boolean {
  return /^(?:rss|rdf:rdf|(?:[a-z]+:)?feed)$/i.test(root);
}

/** What an element of a feed means for a page of it. */
type Meaning = 'title' | 'summary' | 'content' | 'date' | 'link' | 'guid';

/**
 * By their names without the prefix of Atom, for entries and for the feed itself. Of two that mean the same the longer
 * text is taken, for a summary comes beside the content.
 */
const MEANINGS: ReadonlyMap<string, Meaning> = new Map([
  ['title', 'title'],
  ['dc:title', 'title'],
  ['description', 'summary'],
  ['subtitle', 'summary'],
  ['tagline', 'summary'],
  ['summary', 'summary'],
  ['itunes:summary', 'summary'],
  ['content', 'content'],
  ['content:encoded', 'content'],
  ['pubDate', 'date'],
  ['lastBuildDate', 'date'],
  ['dc:date', 'date'],
  ['published', 'date'],
  ['issued', 'date'],
  ['updated', 'date'],
  ['modified', 'date'],
  ['link', 'link'],
  ['guid', 'guid'],
]);
const ENTRIES: ReadonlySet<string> = new Set(['item', 'entry']);

/** What was found in the feed, or in one of its entries. */
interface Found {
  title: string;
  summary: string;
  content: string;
  date: number | null;
  /** Where it leads: its page, else another form or another name of it; canonical, or as written. */
  link: string;
  otherLink: string;
  /** What its URLs are relative to. */
  readonly base: string;
}

const nothingFound = (base: string): Found => ({
  title: '',
  summary: '',
  content: '',
  date: null,
  link: '',
  otherLink: '',
  base,
});

/** Reads RSS or Atom: each entry is a part with its title and its text, and the entries' pages are its links. */
export function extractFeed(xml: string, url: string): PartedText {
  const reader = new FeedReader(url);
  const whole = readXml(xml, reader);
  const { feed, language, parts, links } = reader;
  return {
    ...NOTHING_SAID,
    title: plain(feed.title, url),
    description: plain(feed.summary, url),
    language,
    modified_at_ms: feed.date,
    parts,
    links,
    notes: whole ? [] : [NESTED_TOO_DEEP],
  };
}

class FeedReader {
  feed: Found;
  readonly parts: TextPart[] = [];
  readonly links: TextLink[] = [];
  language = '';
  readonly #url: string;
  #begun = false;
  #isAtom = false;
  #entry: Found | undefined;
  /** The element whose text is gathered, with how many are open in it: Atom has XHTML as elements. */
  #field: { readonly name: string; readonly meaning: Meaning; inside: number; text: string } | undefined;
  #chars = 0;

  constructor(url: string) {
    this.#url = url;
    this.feed = nothingFound(url);
  }

  get done(): boolean {
    return this.#chars > MAX_BODY_CHARS || this.parts.length >= MAX_PARTS;
  }

  open(name: string, attributes: Attributes): void {
    if (this.language === '') this.language = languageTag(attributes['xml:lang'] ?? '');
    if (this.#field !== undefined) {
      this.#field.inside += 1;
      this.#add(`<${name.slice(name.indexOf(':') + 1)}>`);
      return;
    }
    const plainName = name.replace(/^atom:/, '');
    if (!this.#begun) this.feed = nothingFound(baseWithin(attributes, this.#url));
    this.#begun = true;
    if (ENTRIES.has(plainName)) this.#beginEntry(plainName, attributes);
    const meaning = MEANINGS.get(plainName);
    if (meaning === 'link') this.#takeLink(attributes);
    if (meaning === 'guid' && !isPermalink(attributes)) return;
    if (meaning !== undefined) this.#field = { name, meaning, inside: 0, text: '' };
    else if (plainName === 'language' && this.language === '')
      this.#field = { name, meaning: 'summary', inside: 0, text: '' };
  }

  text(text: string): void {
    // Elements of XHTML are put together again, so that what was text in them must not become markup.
    this.#add(this.#field?.inside === 0 ? text : text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
  }

  close(name: string): void {
    const field = this.#field;
    if (field === undefined) {
      if (ENTRIES.has(name.replace(/^atom:/, ''))) this.#endEntry();
    } else if (field.inside > 0) {
      field.inside -= 1;
      this.#add(`</${name.slice(name.indexOf(':') + 1)}>`);
    } else {
      this.#field = undefined;
      this.#take(field.name, field.meaning, field.text);
    }
  }

  #add(text: string): void {
    if (this.#field !== undefined && this.#field.text.length < MAX_BODY_CHARS) this.#field.text += text;
  }

  #take(name: string, meaning: Meaning, text: string): void {
    const found = this.#entry ?? this.feed;
    if (name === 'language') this.language = languageTag(text);
    else if (meaning === 'date') found.date = Math.max(found.date ?? 0, feedDate(text) ?? 0) || null;
    else if (meaning === 'link') found.link ||= text.trim();
    else if (meaning === 'guid') found.otherLink ||= wholeUrl(text, found.base) ?? '';
    // The picture of a feed has a title of its own, behind that of the feed.
    else if (meaning === 'title') found.title ||= text;
    else if (text.length > found[meaning].length) found[meaning] = text;
  }

  #beginEntry(name: string, attributes: Attributes): void {
    const entry = nothingFound(baseWithin(attributes, this.feed.base));
    entry.otherLink = wholeUrl(attributes['rdf:about'] ?? '', entry.base) ?? '';
    this.#isAtom = name === 'entry';
    this.#entry = entry;
  }

  /**
   * Atom has links as attributes, of several kinds: to the page itself, to comments, to the feed. In RSS they stand beside.
   */
  #takeLink(attributes: Attributes): void {
    const { href } = attributes;
    const target = atomTarget(attributes);
    if (this.#entry === undefined || href === undefined || target === undefined) return;
    if (this.#isAtom && target === 'page') this.#entry.link ||= href.trim();
    else this.#entry.otherLink ||= href.trim();
  }

  #endEntry(): void {
    const entry = this.#entry;
    this.#entry = undefined;
    if (entry === undefined) return;
    const heading = plain(entry.title, this.#url);
    const text = plain(
      entry.content.length > entry.summary.length ? entry.content : entry.summary,
      this.#url,
    );
    const link = entry.link || entry.otherLink;
    if (link !== '') this.links.push({ href: canonicalUrl(link, entry.base) ?? link, text: heading });
    this.parts.push({ heading, level: 2, text });
    this.#chars += heading.length + text.length;
    this.feed.date = Math.max(this.feed.date ?? 0, entry.date ?? 0) || null;
  }
}

/** Text of what may be HTML: feeds do not agree on which of their texts are. */
function plain(text: string, url: string): string {
  return /[<&]/.test(text) ? extractHtml(text, url).body : text.trim();
}
