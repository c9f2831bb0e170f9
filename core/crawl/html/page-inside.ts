import { Effect } from './html-elements.ts';
import type { Place } from './page-block.ts';
import { regionOf } from './page-region.ts';
import { Zone, zoneOf } from './page-zone.ts';

/** How things stand inside an element; handed down to those within it. */
export interface Inside extends Place {
  readonly silent: boolean;
  /** Silent but for what is written in the picture. */
  readonly drawing: boolean;
  readonly hidden: boolean;
  readonly inert: boolean;
  /** What is said there is not of the page: the title of a drawing is none of a page. */
  readonly foreign: boolean;
  readonly preformatted: boolean;
  readonly heading: boolean;
  /** Asked not to be shown in a list of results. */
  readonly unshown: boolean;
}

export const OUTSIDE: Inside = {
  zone: Zone.body,
  region: undefined,
  silent: false,
  drawing: false,
  hidden: false,
  inert: false,
  foreign: false,
  preformatted: false,
  heading: false,
  unshown: false,
};

/** What the rules of a site say of an element. */
export interface Ruling {
  /** It is the content. */
  readonly chosen?: boolean;
  /** Its text is not to be searched. */
  readonly excluded?: boolean;
  /** It is the heading of a section. */
  readonly heading?: boolean;
}

/** Its names are about the page as a whole. */
const WHOLE: ReadonlySet<string> = new Set(['html', 'body']);
const INVISIBLE = /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i;
/** Characters of a style that are looked at. */
const MAX_STYLE_CHARS = 1000;

/** What holds inside an element. Most change nothing: they share what is around them. */
export function insideOf(
  around: Inside,
  name: string,
  effects: number,
  attributes: Readonly<Record<string, string>>,
  ruling: Ruling | undefined,
): Inside {
  // A heading stands in one place, whatever is in it.
  const found = around.heading ? around.zone : zoneOf(name, attributes['role'], around.zone);
  const zone = ruling?.chosen === true ? Zone.chosen : found;
  const region =
    around.region ?? (!around.heading && mayBeRegion(name, effects, zone) ? regionOf(attributes) : undefined);
  const excluded = ruling?.excluded === true;
  const silent =
    excluded || (effects & Effect.silent) !== 0 || (around.silent && !(around.drawing && name === 'text'));
  const drawing = !excluded && (around.drawing || (name === 'svg' && !around.silent));
  const hidden = around.hidden || (effects & Effect.hidden) !== 0 || isHidden(name, attributes);
  const inert = around.inert || (effects & Effect.inert) !== 0;
  const foreign = around.foreign || (effects & Effect.foreign) !== 0;
  const preformatted = around.preformatted || (effects & Effect.preformatted) !== 0;
  const heading =
    around.heading ||
    (effects & Effect.heading) !== 0 ||
    ruling?.heading === true ||
    isEntry(name, attributes);
  const unshown = around.unshown || attributes['data-nosnippet'] !== undefined;
  const same =
    zone === around.zone &&
    region === around.region &&
    silent === around.silent &&
    drawing === around.drawing &&
    hidden === around.hidden &&
    inert === around.inert &&
    foreign === around.foreign &&
    preformatted === around.preformatted &&
    heading === around.heading &&
    unshown === around.unshown;
  return same
    ? around
    : { zone, region, silent, drawing, hidden, inert, foreign, preformatted, heading, unshown };
}

/** A term that is linked to: the name of a setting or of a function in a manual, an entry of a glossary. */
function isEntry(name: string, { id }: Readonly<Record<string, string>>): boolean {
  return name === 'dt' && id !== undefined && id !== '';
}

function mayBeRegion(name: string, effects: number, zone: Zone): boolean {
  return zone === Zone.body && (effects & Effect.block) !== 0 && !WHOLE.has(name);
}

/** Not shown. `hidden="until-found"` is shown to whoever searches, so it is text like any other. */
function isHidden(name: string, attributes: Readonly<Record<string, string>>): boolean {
  if (name === 'dialog') return attributes['open'] === undefined;
  const { hidden, style } = attributes;
  if (hidden !== undefined) return hidden.toLowerCase() !== 'until-found';
  if (style !== undefined && INVISIBLE.test(style.slice(0, MAX_STYLE_CHARS))) return true;
  return attributes['aria-hidden'] === 'true';
}
