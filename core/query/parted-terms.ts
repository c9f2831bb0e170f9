import { isUnspaced } from '../pack/words/segmented.ts';
import { wordsOf } from '../pack/words/plain-text.ts';
import type { Term } from './parse-query.ts';

const APOSTROPHE = /['\u2018\u2019\uff07]/u;

/** Signs between things that are not one word for it, as hyphens make one: `input/output`, `R&D`, `f(x)`. */
const BETWEEN = /[/\\#&|,;=()[\]{}<>!?~^]+/u;

/** What is written before or behind an apostrophe and says nothing by itself: `l'école`, `dell'arte`, `driver's`, `we'll`. */
const ELIDED = /^(?:\p{L}|qu|dell|all|nell|sull|dall|ll|re|ve)$/u;

/** Words of scripts without spaces that only join others, as far as no other word has their letters. */
const JOINING: ReadonlySet<string> = new Set(
  'の は が を に で と も へ や か から まで より 的 了 是 在 和 与 ของ ที่ และ'.split(' '),
);

/**
 * The parts of what was typed in one that are things by themselves, as they would be with spaces between: words of a script
 * that has none, and what stands on both sides of an apostrophe or of some signs; without those that say nothing, unless there are no
 * others. A path is one thing.
 * @returns the term alone where it has no such parts, and where it was quoted.
 */
export function partedTerms(term: Term): Term[] {
  if (term.quoted || term.field === 'path') return [term];
  const pieces = term.text
    .split(BETWEEN)
    .flatMap((piece) => telling(piece.split(APOSTROPHE), (part) => ELIDED.test(wordsOf(part).join(' '))));
  const texts = pieces.flatMap((piece) =>
    isUnspaced(piece) ? telling(wordsOf(piece), (word) => JOINING.has(word)) : [piece],
  );
  if (texts.length === 0) return [term];
  return texts.map((text, n) => partOf(term, text, n === texts.length - 1));
}

function partOf(term: Term, text: string, isLast: boolean): Term {
  return { ...term, text, prefix: term.prefix && isLast };
}

/** Of some texts those with words that say something; with any word, where there are no others. */
function telling(texts: readonly string[], isEmpty: (text: string) => boolean): string[] {
  const all = texts.filter((text) => wordsOf(text).length > 0);
  const those = all.filter((text) => !isEmpty(text));
  return those.length === 0 ? all : those;
}
