/** What an element does to the text around and in it; bits. */
export const Effect = {
  /** Stands on lines of its own. */
  block: 1,
  /** Stands in the line, apart from its neighbours. */
  apart: 2,
  /** Its text is not part of the page's. */
  silent: 4,
  preformatted: 8,
  heading: 16,
  /** Nothing in it belongs to the page, links neither. */
  inert: 32,
  /** Not shown where browsers can do better, and text for want of any other. */
  hidden: 64,
  /** Item of a list: an entry, a term, or what is said of a term. */
  item: 128,
  row: 256,
  cell: 512,
  /** What is in it says nothing of the page as a whole. */
  foreign: 1024,
} as const;

const { block, apart, silent, preformatted, heading, inert, hidden, item, row, cell, foreign } = Effect;

/** Blocks by the default style sheet of HTML, elements that break the line, and cells, which a row may put in one. */
const BLOCKS =
  'address article aside blockquote body br center dd details dialog dir div dl dt fieldset figcaption figure footer ' +
  'form frameset head header hgroup hr html legend li main menu nav ol optgroup option p search section summary table ' +
  'caption tbody tfoot thead tr td th ul';
/** Inline, yet not one word with what stands beside them. */
const APART =
  'img input button label meter output progress rt rp select audio video object iframe text tspan';
/** What browsers show in some other way. */
const SILENT = 'script style svg select datalist textarea iframe embed noframes rp title';
/** What browsers show only where they can do no better. */
const HIDDEN = 'noscript object audio video canvas';

/** Elements that are more than a stretch of text; those not in it change nothing. */
export const ELEMENTS: ReadonlyMap<string, number> = collect([
  [BLOCKS, block],
  [APART, apart],
  [SILENT, silent],
  [HIDDEN, hidden],
  ['template', silent | inert],
  ['svg template noscript', foreign],
  ['pre listing plaintext xmp', block | preformatted],
  ['h1 h2 h3 h4 h5 h6', block | heading],
  ['li dt dd', item],
  ['tr', row],
  ['td th', cell],
]);

/** Effects of an element by its name. Custom elements are mostly boxes. */
export function effectsOf(name: string): number {
  return ELEMENTS.get(name) ?? (name.includes('-') ? apart : 0);
}

function collect(groups: readonly (readonly [names: string, effects: number])[]): Map<string, number> {
  const elements = new Map<string, number>();
  for (const [names, effects] of groups) {
    for (const name of names.split(' ')) elements.set(name, (elements.get(name) ?? 0) | effects);
  }
  return elements;
}
