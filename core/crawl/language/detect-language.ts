import { cutText } from '../cut-text.ts';
import { FUNCTION_WORDS } from './function-words.ts';
import { type Script, countScripts } from './text-scripts.ts';

/** Characters that are looked at, of a long text from its beginning, middle and end. */
const SAMPLES = 3;
const SAMPLE_CHARS = 800;
/** Share of the letters that must be of one script. Manuals are half code, in Latin letters, in every language. */
const LEAST_SCRIPT_SHARE = 0.6;
/** A sign of these scripts stands for some letters of the others. */
const DENSE: ReadonlySet<Script> = new Set(['han', 'kana', 'hangul']);
const DENSITY = 4;
/** Letters below which nothing is said. */
const LEAST_LETTERS = 40;

/** Languages that have a script to themselves, or nearly so. */
const BY_SCRIPT: Readonly<Partial<Record<Script, string>>> = {
  greek: 'el',
  armenian: 'hy',
  hebrew: 'he',
  ethiopic: 'am',
  bengali: 'bn',
  gurmukhi: 'pa',
  gujarati: 'gu',
  oriya: 'or',
  tamil: 'ta',
  telugu: 'te',
  kannada: 'kn',
  malayalam: 'ml',
  sinhala: 'si',
  thai: 'th',
  lao: 'lo',
  tibetan: 'bo',
  myanmar: 'my',
  georgian: 'ka',
  khmer: 'km',
  hangul: 'ko',
  kana: 'ja',
  han: 'zh',
};
/** Share of kana, of the signs of a Japanese text: half. Chinese has none but in names. */
const LEAST_KANA_SHARE = 0.1;

/** What must hold of the best language of a script. */
const LEAST_HITS = 10;
const LEAST_DIFFERENT = 7;
const LEAST_HIT_SHARE = 0.14;
const LEAST_SCORE_SHARE = 0.05;
/** How much of the best one's hits the second may have. Closest are Bokmål and Danish, Serbian and Croatian. */
const MOST_OF_SECOND = 0.9;

/**
 * The language of a text as a BCP 47 tag; empty when that is not certain, as with short texts, lists of names, or several
 * languages. Some eighty languages: by their script where they have one of their own, else by how many of their most
 * frequent words there are. Looks at 2,400 characters at most, and gives the same answer for the same text.
 */
export function detectLanguage(text: string): string {
  const sample = sampleOf(text);
  const script = scriptOf(sample);
  if (script === undefined) return '';
  if (script === 'latin' || script === 'cyrillic' || script === 'arabic' || script === 'devanagari')
    return byWords(sample, WORDS[script]);
  return BY_SCRIPT[script] ?? '';
}

/** Pieces from all over a text: what a page begins with is often in another language. */
function sampleOf(text: string): string {
  if (text.length <= SAMPLES * SAMPLE_CHARS) return text;
  const step = Math.floor((text.length - SAMPLE_CHARS) / (SAMPLES - 1));
  const pieces = Array.from({ length: SAMPLES }, (_, n) =>
    cutText(text.slice(n * step, n * step + SAMPLE_CHARS), SAMPLE_CHARS),
  );
  return pieces.join(' ');
}

/** The script of most letters; Japanese is told as `kana`. */
function scriptOf(sample: string): Script | undefined {
  const counts = countScripts(sample);
  const [han = 0, kana = 0] = [counts.get('han'), counts.get('kana')];
  // One language has both.
  if (kana > 0 && kana >= (han + kana) * LEAST_KANA_SHARE) {
    counts.delete('han');
    counts.set('kana', han + kana);
  }
  let letters = 0;
  let best: { readonly script: Script; readonly weight: number } | undefined;
  for (const [script, count] of counts) {
    const weight = DENSE.has(script) ? count * DENSITY : count;
    letters += weight;
    if (best === undefined || weight > best.weight) best = { script, weight };
  }
  if (best === undefined || letters < LEAST_LETTERS) return undefined;
  return best.weight >= letters * LEAST_SCRIPT_SHARE ? best.script : undefined;
}

/** The languages of each script that share it, and by each of their words those that have it. */
interface WordIndex {
  readonly languages: readonly string[];
  readonly byWord: ReadonlyMap<string, readonly number[]>;
}

const WORDS = {
  latin: indexWords(FUNCTION_WORDS.latin),
  cyrillic: indexWords(FUNCTION_WORDS.cyrillic),
  arabic: indexWords(FUNCTION_WORDS.arabic),
  devanagari: indexWords(FUNCTION_WORDS.devanagari),
} as const;

function indexWords(lists: Readonly<Record<string, string>>): WordIndex {
  const byWord = new Map<string, number[]>();
  for (const [index, words] of Object.values(lists).entries()) {
    for (const word of new Set(words.split(' '))) byWord.set(word, [...(byWord.get(word) ?? []), index]);
  }
  return { languages: Object.keys(lists), byWord };
}

function byWords(sample: string, { languages, byWord }: WordIndex): string {
  const words =
    sample
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}]+/gu) ?? [];
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const tallies = languages.map((language) => ({ language, hits: 0, score: 0, different: 0 }));
  for (const [word, count] of counts) {
    const having = byWord.get(word) ?? [];
    for (const index of having) {
      const tally = tallies[index];
      if (tally === undefined) continue;
      tally.hits += count;
      tally.score += count / having.length;
      tally.different += 1;
    }
  }
  const [best, second] = tallies.toSorted((a, b) => b.score - a.score);
  if (best === undefined || best.hits < LEAST_HITS || best.different < LEAST_DIFFERENT) return '';
  if (best.hits < words.length * LEAST_HIT_SHARE || best.score < words.length * LEAST_SCORE_SHARE) return '';
  return (second?.score ?? 0) <= best.score * MOST_OF_SECOND ? best.language : '';
}
