import { load } from 'cheerio/slim';

/** Longest selector, in characters. */
const MAX_CHARS = 500;
/** Steps from an element to another: each may look at all that is around it. */
const MAX_STEPS = 8;
/** Those that look at an element and what is right beside it. */
const PSEUDO_CLASSES = [
  'not',
  'is',
  'empty',
  'first-child',
  'last-child',
  'only-child',
  'first-of-type',
  'last-of-type',
  'only-of-type',
];
/** What the selecting library lets pass and no selector has; judged with escapes, strings and attributes taken out. */
const FAULTS: readonly (readonly [pattern: RegExp, fault: string])[] = [
  [/~/, 'has ~, which takes too long on big pages'],
  [/[<|]/, 'has < or |, which are not supported'],
  [/[.#](?![\w-])/, 'has . or # without a name'],
  [/(?:^|[,(>+])\s*[>+]|[>+]\s*(?:$|[,)])/, 'has > or + with nothing before or behind it'],
  [/\([^()]*[(\s>+]/, 'may have no steps (" ", ">", "+") and no further parentheses within parentheses'],
];

/** Something to try a selector on. */
const $ = load('<p></p>', {}, false);

/**
 * What is wrong with a CSS selector, for whoever wrote it; undefined when nothing is.
 *
 * Pages are written by others, so a selector may cost no more than the page times its depth for each of its steps. That
 * leaves out `~`, `:has()`, `:nth-child()` and all that look at every sibling or every descendant of each element
 * (20,000 siblings take `a ~ b ~ c` minutes), and steps within `:not()` and `:is()`, whose failures are not remembered.
 */
export function selectorFault(selector: string): string | undefined {
  if (selector.length > MAX_CHARS) return `is longer than ${MAX_CHARS} characters`;
  if (selector.trim() === '') return 'is empty';
  const bare = bareSelector(selector);
  const unknown = [...bare.matchAll(/:+([\w-]*)/g)].find(([, name = '']) => !PSEUDO_CLASSES.includes(name));
  if (unknown !== undefined) {
    return `has ${unknown[0]}; of pseudo-classes it may have :${PSEUDO_CLASSES.join(', :')}`;
  }
  const fault = FAULTS.find(([pattern]) => pattern.test(bare));
  if (fault !== undefined) return fault[1];
  if (Math.max(...compoundsOf(bare)) > MAX_STEPS + 1)
    return `has more than ${MAX_STEPS} steps (" ", ">", "+")`;
  try {
    $.root().find(selector);
    return undefined;
  } catch (error) {
    return `is no CSS selector: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/**
 * What it takes to find what a selector selects, in looks at each element's ancestors: one, and one more for each step
 * of each of its parts.
 */
export function selectorCost(selector: string): number {
  return compoundsOf(bareSelector(selector)).reduce((sum, count) => sum + count, 0);
}

/** A selector without what its steps and names may be hidden in. */
function bareSelector(selector: string): string {
  return selector
    .replace(/\\./gsu, 'x')
    .replace(/[^\0-\x7f]/gu, 'x')
    .replace(/"[^"]*"|'[^']*'/g, '')
    .replace(/\[[^\]]*\]/g, '[]')
    .replace(/\s*,\s*/g, ',')
    .replace(/\(\s+|\s+\)/g, (space) => space.trim());
}

/** How many elements each part of a bare selector names, of which one leads to the next by a step. */
function compoundsOf(bare: string): number[] {
  return bare.split(',').map((part) => part.trim().split(/\s*[\s>+]\s*/).length);
}
