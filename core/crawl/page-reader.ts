import { Effect, effectsOf } from './html-elements.ts';
import { LinkList } from './link-list.ts';
import { PageText, Zone } from './page-text.ts';
import { zoneOf } from './page-zone.ts';

/** How things stand inside an element; handed down to those within it. */
interface Inside {
  readonly zone: Zone;
  readonly silent: boolean;
  readonly inert: boolean;
  readonly preformatted: boolean;
  readonly heading: boolean;
}

const OUTSIDE: Inside = {
  zone: Zone.body,
  silent: false,
  inert: false,
  preformatted: false,
  heading: false,
};

type Attributes = Readonly<Record<string, string>>;

/**
 * Takes the events of an HTML parser and keeps the text and the links of a page. No tree is built, so a page costs what
 * it says and not what it weighs.
 */
export class PageReader {
  readonly links = new LinkList();
  readonly text = new PageText();
  #inside: Inside = OUTSIDE;
  /** What was around each open element. */
  #around: Inside[] = [];
  /** When the page says in its text that it was changed, as written. */
  modified: string | undefined;

  /** Elements open now. */
  get depth(): number {
    return this.#around.length;
  }

  onopentag(name: string, attributes: Attributes): void {
    const effects = effectsOf(name);
    const around = this.#inside;
    this.#around.push(around);
    this.#edge(effects);
    const inside = within(around, name, effects, attributes);
    if (inside.zone !== around.zone) this.#endBlock();
    this.#inside = inside;
    if (!inside.inert) this.#note(name, attributes);
  }

  ontext(text: string): void {
    const inside = this.#inside;
    if (inside.silent) return;
    this.text.add(text);
    if (inside.heading) this.text.addToHeading(text);
  }

  onclosetag(name: string): void {
    const inside = this.#inside;
    const around = this.#around.pop() ?? OUTSIDE;
    if (around.zone !== inside.zone) this.#endBlock();
    this.#edge(effectsOf(name));
    if (inside.heading && !around.heading) this.text.endHeading(inside.zone);
    this.#inside = around;
  }

  /** Counts every open element as closed, but what is open as content stays content: it is a page nested absurdly deep. */
  flatten(): void {
    this.#endBlock();
    if (this.#inside.heading) this.text.endHeading(this.#inside.zone);
    this.#inside = { ...OUTSIDE, zone: this.#inside.zone === Zone.noise ? Zone.body : this.#inside.zone };
    this.#around = [];
  }

  onend(): void {
    this.flatten();
  }

  /** The edge of an element, its beginning or its end. */
  #edge(effects: number): void {
    if ((effects & Effect.block) !== 0) {
      this.#endBlock();
      if (this.#inside.heading) this.text.addToHeading(' ');
    } else if ((effects & Effect.apart) !== 0) {
      this.ontext(' ');
    }
  }

  #endBlock(): void {
    this.text.endBlock(this.#inside.zone, this.#inside.preformatted);
  }

  /** What an element says by its attributes. */
  #note(name: string, attributes: Attributes): void {
    if (name === 'a' || name === 'area') {
      const { href, rel } = attributes;
      if (href !== undefined) this.links.add(href, rel === undefined || !hasWord(rel, 'nofollow'));
    } else if (name === 'link') {
      const { href, rel = '' } = attributes;
      if (href !== undefined && hasWord(rel, 'next')) this.links.add(href, !hasWord(rel, 'nofollow'));
    } else if (name === 'time' && attributes['itemprop'] === 'dateModified') {
      this.modified ??= attributes['datetime'];
    }
  }
}

/** What holds inside an element. Most change nothing: they share what is around them. */
function within(around: Inside, name: string, effects: number, attributes: Attributes): Inside {
  const zone = zoneOf(name, attributes['role'], around.zone);
  const silent = around.silent || (effects & Effect.silent) !== 0 || isHidden(name, attributes);
  const inert = around.inert || (effects & Effect.inert) !== 0;
  const preformatted = around.preformatted || (effects & Effect.preformatted) !== 0;
  const heading = around.heading || (effects & Effect.heading) !== 0;
  const same =
    zone === around.zone &&
    silent === around.silent &&
    inert === around.inert &&
    preformatted === around.preformatted &&
    heading === around.heading;
  return same ? around : { zone, silent, inert, preformatted, heading };
}

/** Not shown. `hidden="until-found"` is shown to whoever searches, so it is text like any other. */
function isHidden(name: string, attributes: Attributes): boolean {
  if (name === 'dialog') return attributes['open'] === undefined;
  const { hidden } = attributes;
  if (hidden !== undefined) return hidden.toLowerCase() !== 'until-found';
  return attributes['aria-hidden'] === 'true';
}

function hasWord(list: string, word: string): boolean {
  return list === word || list.toLowerCase().split(/\s+/).includes(word);
}
