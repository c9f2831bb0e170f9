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
} as const;

const { block, apart, silent, preformatted, heading, inert } = Effect;

/** Blocks by the default style sheet of HTML, and elements that break the line. */
const BLOCKS =
  'address article aside blockquote body br center dd details dialog dir div dl dt fieldset figcaption figure footer ' +
  'form frameset head header hgroup hr html legend li main menu nav ol optgroup option p search section summary table ' +
  'caption tbody tfoot thead tr ul';
/** Inline, yet not one word with what stands beside them. */
const APART = 'td th img input button label meter output progress rt rp select audio video object iframe';
/** What browsers show in some other way, or only where they can do no better. */
const SILENT =
  'script style noscript svg select datalist textarea iframe object embed audio video canvas noframes rp title';

/** Elements that are more than a stretch of text; those not in it change nothing. */
export const ELEMENTS: ReadonlyMap<string, number> = collect([
  [BLOCKS, block],
  [APART, apart],
  [SILENT, silent],
  ['template', silent | inert],
  ['pre listing plaintext xmp', block | preformatted],
  ['h1 h2 h3 h4 h5 h6', block | heading],
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
