import { wordsOf } from '../pack/words/plain-text.ts';
import type { Filter } from '#ports/question.ts';
import { filterOf } from './filter.ts';

/** A word, or words that must follow each other. */
export interface Term {
  /** As typed, without quotes and operators. The tokenizer splits and stems it. */
  readonly text: string;
  /** Whether the last word may go on. */
  readonly prefix: boolean;
  /** Whether it stood in quotation marks: then it is meant as it stands. */
  readonly quoted: boolean;
  /** The column it must be in; absent means any. */
  readonly field?: 'title' | 'path';
}

/** What a person asked for. */
export interface Query {
  /** Every clause should match; of a clause one term is enough. */
  readonly clauses: readonly (readonly Term[])[];
  readonly excluded: readonly Term[];
  readonly filters: readonly Filter[];
  /** Whether it is but a star: all documents are asked for. */
  readonly everything: boolean;
}

/** More than anybody types; what lies behind is left out. */
export const MAX_QUERY_CHARS = 1000;
export const MAX_TERMS = 32;

/**
 * Reads what a person typed: words, "phrases", prefix*, -not, OR between neighbours (`a b OR c` is a and (b or c)),
 * title:word, path:word, and filters: site:host, path:/folder/, type:pdf, lang:de, before:2024-03, after:2024, fields.colour:red, fields.price:10..20.
 * A star alone asks for all documents. Anything is valid: what has no meaning here is text, and text without a letter or
 * digit is nothing. It never throws.
 */
export function parseQuery(typed: string): Query {
  const clauses: Term[][] = [];
  const excluded: Term[] = [];
  const filters: Filter[] = [];
  let either = false;
  for (const item of itemsOf(typed)) {
    if (item === 'OR') {
      either = clauses.length > 0;
      continue;
    }
    const filter = item.field === undefined ? undefined : filterOf(item.field, item.text, item.not);
    if (filter !== undefined) filters.push(filter);
    else {
      const term = termOf(item);
      const last = clauses.at(-1);
      if (item.not) excluded.push(term);
      else if (either && last !== undefined) last.push(term);
      else clauses.push([term]);
    }
    either = false;
  }
  return { clauses, excluded, filters, everything: typed.trim() === '*' };
}

/** Words and fields that are asked for, neither quoted nor going on, each with where its text begins in what was typed. */
export function* plainTermsOf(typed: string): Generator<Term & { readonly at: number }> {
  for (const item of itemsOf(typed)) {
    if (item === 'OR' || item.not || item.quoted || item.prefix) continue;
    if (item.field !== undefined && filterOf(item.field, item.text, false) !== undefined) continue;
    const term = termOf(item);
    // What is called like a filter, and is none, begins with the name.
    yield { ...term, at: item.end - term.text.length };
  }
}

/** Whether the query asks for nothing at all. */
export function isEmpty({ clauses, excluded, filters, everything }: Query): boolean {
  return !everything && clauses.length + excluded.length + filters.length === 0;
}

interface Item {
  readonly not: boolean;
  readonly field: string | undefined;
  readonly text: string;
  readonly prefix: boolean;
  readonly quoted: boolean;
  /** Where it ends in what was typed. */
  readonly end: number;
}

function termOf({ text, prefix, quoted, field }: Item): Term {
  if (field === 'title' || field === 'path') return { text, prefix, quoted, field };
  // What is called like a filter, and is none, is text: `after:dinner`.
  return { text: field === undefined ? text : `${field}:${text}`, prefix, quoted };
}

function* itemsOf(typed: string): Generator<Item | 'OR'> {
  const text = typed
    .slice(0, MAX_QUERY_CHARS)
    .replace(/[\0\u201c\u201d\u201e]/gu, (char) => (char === '\0' ? ' ' : '"'));
  let terms = 0;
  for (const match of text.matchAll(ITEM)) {
    const [, minus, field, phrase, star, rest = ''] = match;
    const isOption = minus !== undefined && field === undefined && OPTION.test(rest);
    const [not, word] = isOption ? [undefined, `-${rest}`] : [minus, rest];
    if (word === 'OR' && not === undefined && field === undefined) {
      yield 'OR';
      continue;
    }
    const item = {
      not: not !== undefined,
      field: field?.toLowerCase(),
      text: (phrase ?? word).trim(),
      prefix: phrase === undefined ? PREFIX.test(word) : star !== undefined,
      quoted: phrase !== undefined,
      end: match.index + match[0].length,
    };
    // Not all that Unicode calls a letter is one in the index.
    if (wordsOf(item.text).length === 0) continue;
    if (terms === MAX_TERMS) return;
    terms += 1;
    yield item;
  }
}

// A minus (two are an option of a program), a field, then a phrase (its closing quote may be missing where the phrase begins at once, a star may follow) or a run of anything else.
const ITEM =
  /(-(?!-))?(?:(title|path|site|type|lang|before|after|fields\.[a-z0-9_]{1,56}):)?(?:"(?!\s[^"]*$)([^"]*)(?:"(\*)?|$)|([^\s"]+))/giu;

// Nobody wants documents without a letter: `ls -l`.
const OPTION = /^[a-z]$/iu;

// One letter before the star would match a large part of any vocabulary: it counts as a word then, but in a name of code (`work_m*`).
const PREFIX = /[\p{L}\p{N}](?:_|\.|::|->)?[\p{L}\p{N}]\*+[^\p{L}\p{N}]*$/u;

/** Whether the last word of what was typed may go on, with a star behind it. */
export function mayGoOn(typed: string): boolean {
  return PREFIX.test(`${typed}*`) && /[\p{L}\p{N}]$/u.test(typed);
}
