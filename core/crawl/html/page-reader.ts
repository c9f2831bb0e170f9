import { Effect, effectsOf } from './html-elements.ts';
import { MAX_JSON_LD_CHARS } from './json-ld.ts';
import { HeadReader } from './page-head.ts';
import { LinkList, type Mention } from './link-list.ts';
import { MAX_LINK_CHARS } from '../page-links.ts';
import { type Inside, OUTSIDE, type Ruling, insideOf } from './page-inside.ts';
import { PageText } from './page-text.ts';
import { Zone } from './page-zone.ts';
import { TextDates } from './text-dates.ts';
import { hasWord } from '../word-list.ts';

type Attributes = Readonly<Record<string, string>>;

/** A link that is open. */
interface OpenLink extends Mention {
  readonly href: string;
  readonly follow: boolean;
  text: string;
  /** Position in the text where it began. */
  readonly since: number;
}

/** What stands before items of lists, numbered ones too: a number is a word to a search, and not one of the page's. */
const MARKS: ReadonlyMap<string, string> = new Map([
  ['li', '• '],
  ['dd', '– '],
]);
const PARTS = Effect.heading | Effect.item | Effect.row | Effect.cell;
/** Text that an image has for want of a better one. */
const FILE_NAME = /\.(?:avif|gif|jpe?g|png|svg|webp)$/i;
const MAX_ALT_CHARS = 1000;
const MAX_LEVEL = 6;

/**
 * Takes the events of an HTML parser and keeps what the page says of itself, its text and its links. No tree is built, so a
 * page costs what it says and not what it weighs.
 */
export class PageReader {
  readonly head: HeadReader;
  readonly links = new LinkList();
  readonly text = new PageText();
  readonly dates = new TextDates();
  /** Scripts of JSON-LD that ended within their bound. */
  readonly jsonLd: string[] = [];
  #jsonLdChars = 0;
  #script: string | undefined;
  #inside: Inside = OUTSIDE;
  /** What was around each open element. */
  #around: Inside[] = [];
  #link: OpenLink | undefined;
  /** Of the last heading that is written as one. */
  #level = 1;
  /** Positions in the text where the last link ended, the last code, and where the last superscript began. */
  #linkEnd = -1;
  #codeEnd = -1;
  #superscript = -1;

  /** @param agentToken our name, in lower case, under which a page may address us. */
  constructor(agentToken = 'robots') {
    this.head = new HeadReader(agentToken);
  }

  /** Elements open now. */
  get depth(): number {
    return this.#around.length;
  }

  onopentag(name: string, attributes: Attributes, ruling?: Ruling): void {
    const effects = effectsOf(name);
    const around = this.#inside;
    this.#around.push(around);
    if (effects !== 0) this.#edge(effects);
    const inside = insideOf(around, name, effects, attributes, ruling);
    const ruled = isRuledHeading(inside, around, effects);
    if (ruled || inside.zone !== around.zone || inside.region !== around.region) this.#endBlock();
    this.#inside = inside;
    if ((effects & PARTS) !== 0) this.#begin(name, effects, around);
    if (ruled) this.text.startHeading(Math.min(this.#level + 1, MAX_LEVEL), ruling?.heading !== true);
    if (!inside.inert) this.#note(name, attributes);
  }

  ontext(text: string): void {
    const { silent, hidden, unshown } = this.#inside;
    if (silent) {
      if (this.#script !== undefined && this.#jsonLdChars < MAX_JSON_LD_CHARS) {
        this.#script += text;
        this.#jsonLdChars += text.length;
      } else if (this.head.inTitle) {
        this.head.addTitle(text);
      }
    } else if (hidden) {
      this.text.addHidden(text, unshown);
    } else {
      const link = this.#link;
      if (link !== undefined && link.text.length < MAX_LINK_CHARS) {
        link.text += (link.text === '' ? text.trimStart() : text).slice(0, MAX_LINK_CHARS);
      }
      this.text.add(text, link !== undefined, unshown);
    }
  }

  onclosetag(name: string): void {
    const inside = this.#inside;
    const around = this.#around.pop() ?? OUTSIDE;
    const effects = effectsOf(name);
    const ruled = isRuledHeading(inside, around, effects);
    if (ruled || around.zone !== inside.zone || around.region !== inside.region) this.#endBlock();
    if (ruled) this.text.endHeading();
    if (effects !== 0) this.#edge(effects);
    if ((effects & PARTS) !== 0) this.#end(effects, around);
    if (name === 'a') this.#endLink();
    else if (name === 'script') this.#endScript();
    else if (name === 'title') this.head.endTitle();
    else if (name === 'head') this.head.end();
    this.#codeEnd = name === 'code' ? this.text.position : -1;
    this.#inside = around;
  }

  /** Counts every open element as closed, but what is open as content stays content, and what is not to be shown
   * is not: it is a page nested absurdly deep. */
  flatten(): void {
    this.#endLink();
    this.#endBlock();
    this.head.endTitle();
    this.text.forgetOpen();
    const { zone, unshown } = this.#inside;
    this.#inside = { ...OUTSIDE, unshown, zone: zone === Zone.noise ? Zone.body : zone };
    this.#around = [];
  }

  onend(): void {
    this.flatten();
  }

  /** The edge of an element, its beginning or its end. */
  #edge(effects: number): void {
    if ((effects & Effect.block) !== 0) {
      this.#endBlock();
      if (this.#inside.hidden) this.ontext('\n');
    } else if ((effects & Effect.apart) !== 0) {
      this.ontext(' ');
    }
  }

  #endBlock(): void {
    this.text.endBlock(this.#inside, this.#inside.preformatted);
  }

  #begin(name: string, effects: number, around: Inside): void {
    if ((effects & Effect.item) !== 0) this.text.startItem(MARKS.get(name) ?? '');
    else if ((effects & Effect.row) !== 0) this.text.startRow();
    else if ((effects & Effect.cell) !== 0) this.text.startCell();
    else if (!around.heading) this.#startHeading(Number(name.charAt(1)));
  }

  #startHeading(level: number): void {
    this.#level = level;
    this.text.startHeading(level);
  }

  #end(effects: number, around: Inside): void {
    if ((effects & Effect.item) !== 0) this.text.endItem();
    else if ((effects & Effect.row) !== 0) this.text.endRow();
    else if ((effects & Effect.heading) !== 0 && !around.heading) this.text.endHeading();
  }

  /** What an element says by its attributes. */
  #note(name: string, attributes: Attributes): void {
    const { id } = attributes;
    if (id !== undefined) this.#noteAnchor(id);
    const before = this.#codeEnd;
    this.#codeEnd = -1;
    switch (name) {
      case 'a':
        this.#startLink(attributes);
        break;
      case 'sup':
        this.#startSuperscript();
        break;
      case 'code':
        // Two side by side are two pieces: the same in two languages, of which a style sheet shows one.
        if (this.text.position === before) this.ontext(this.#inside.preformatted ? '\n' : ' ');
        break;
      case 'img':
        this.#noteImage(attributes['alt']);
        break;
      case 'area':
        this.#noteLink(attributes['href'], attributes, { ...this.#mention(), text: attributes['alt'] ?? '' });
        break;
      case 'frame':
        this.#noteLink(attributes['src'], attributes);
        break;
      case 'link':
        this.#noteHead(name, attributes);
        if (leadsOn(attributes)) this.#noteLink(attributes['href'], attributes);
        break;
      case 'script':
        if (attributes['type']?.trim().toLowerCase() === 'application/ld+json') this.#script = '';
        break;
      case 'meta':
        this.#noteHead(name, attributes);
        this.dates.note(attributes, this.#inside.zone);
        break;
      case 'time':
        this.dates.note(attributes, this.#inside.zone);
        break;
      case 'html':
      case 'title':
      case 'base':
      case 'body':
        this.#noteHead(name, attributes);
        break;
    }
  }

  #noteHead(name: string, attributes: Attributes): void {
    if (!this.#inside.foreign) this.head.onopentag(name, attributes);
  }

  #noteAnchor(anchor: string): void {
    const { silent, hidden } = this.#inside;
    if (anchor !== '' && !silent && !hidden) this.text.noteAnchor(anchor);
  }

  /** Links side by side are two, whatever a style sheet puts between them. */
  #startLink(attributes: Attributes): void {
    this.#endLink();
    const { href, name } = attributes;
    if (name !== undefined) this.#noteAnchor(name);
    if (href === undefined) return;
    if (this.text.position === this.#linkEnd || this.text.position === this.#superscript) this.ontext(' ');
    this.#link = {
      ...this.#mention(attributes['aria-label'] ?? attributes['title']),
      href,
      follow: mayFollow(attributes),
      since: this.text.position,
    };
  }

  #endLink(): void {
    const link = this.#link;
    if (link === undefined) return;
    this.#link = undefined;
    if (link.href.startsWith('#')) this.text.endPermalink(link.href.slice(1), link.since);
    else this.links.add(link.href, link.follow, link);
    this.#linkEnd = this.text.position;
  }

  /**
   * The number of a footnote is no part of the word before it: it is a link within a superscript, or the other way round.
   */
  #startSuperscript(): void {
    const { position } = this.text;
    if (this.#link?.since === position && this.#link.href.startsWith('#')) this.ontext(' ');
    this.#superscript = position;
  }

  #noteImage(alt: string | undefined): void {
    if (alt === undefined || alt === '' || FILE_NAME.test(alt)) return;
    this.ontext(alt.slice(0, MAX_ALT_CHARS));
  }

  #noteLink(href: string | undefined, attributes: Attributes, mention?: Mention): void {
    if (href !== undefined) this.links.add(href, mayFollow(attributes), mention);
  }

  #mention(label = ''): Mention & { text: string } {
    const { zone, region } = this.#inside;
    return { text: '', label: label.slice(0, MAX_LINK_CHARS), zone, region, nth: this.text.nth };
  }

  #endScript(): void {
    if (this.#script !== undefined && this.#jsonLdChars < MAX_JSON_LD_CHARS) this.jsonLd.push(this.#script);
    this.#script = undefined;
  }
}

/** Whether an element is the heading of a section for the rules alone. */
function isRuledHeading(inside: Inside, around: Inside, effects: number): boolean {
  return inside.heading && !around.heading && (effects & Effect.heading) === 0;
}

/** A link element to the next page, or to the same in another language. */
function leadsOn({ rel = '', hreflang }: Attributes): boolean {
  return hasWord(rel, 'next') || (hreflang !== undefined && hasWord(rel, 'alternate'));
}

function mayFollow({ rel }: Attributes): boolean {
  return rel === undefined || !hasWord(rel, 'nofollow');
}
