/**
 * Names of code that a tokenizer takes apart, and that people look for whole: `max_connections`, `std::vec`, `C++`, `--no-verify`,
 * `1.2.3`, `utf-8`; and parts that it leaves together: `max` and `Connections` of `maxConnections`, `XML` of `XMLHttpRequest`.
 *
 * - options: `-v`, `--no-verify`;
 * - names with `_`, `.`, `::`, `->` in them, versions and file names; `__get__` of `object.__get__` too;
 * - words with a hyphen that have a digit;
 * - letters before `++` or `#`, and `.net`.
 *
 * Each begins where no word goes on, so that a long word is read once, and not again from each of its letters.
 */
const NAME =
  /(?<![\w.-])--?[a-z][\w-]*|(?<!\w)\w+(?:(?:::|->|\.)\w+)+(?:\+\+|#)?|(?<![\w-])(?=[a-z-]*\d)[a-z0-9]+(?:-[a-z0-9]+)+|(?<!\w)[a-z]\w*(?:\+\+(?![a-z_])|#(?!\w))|(?<![\w.])\.[a-z]\w+|(?<!\w)(?=\w*_)_*[a-z0-9]+(?:_+[a-z0-9]+)*_*/giu;
/** Parts of a name that begin or end with `_`: of the others each is known by its words. */
const EDGED = /(?<=\.|::|->)(?:_\w+|\w+_(?!\w))/gu;
const TOGETHER = /(?<![A-Za-z])[A-Za-z]*?(?:[a-z][A-Z]|[A-Z]{2}[a-z]{2})[A-Za-z]*/gu;
/** Where one part of letters that are written together ends: `inner|HTML`, `XML|Http|Request`, and not `PDFs`. */
const PARTED = /(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})/u;
/** Those of ASCII: no name has others. */
const SIGNS = /[!-/:-@[-`{-~]/gu;
const SIGN_OF_NAME = /[_.:#+>-]/u;

/** Longer ones are no names. */
const MOST_CHARS = 100;
/** Of a document: more are a dump of something. */
const MOST_WORDS = 20_000;

/** Signs of a name are written as letters that nobody uses, so that no tokenizer takes it apart: those of the Private Use Area. */
const SIGN_BASE = 0xe000;

/** A name as the index has it. */
export function codeWord(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(SIGNS, (sign) => String.fromCodePoint(SIGN_BASE + (sign.codePointAt(0) ?? 0)));
}

/** A word of the index as people write it: a name with its signs. */
export function plainName(word: string): string {
  return word.replaceAll(/[\u{e000}-\u{e07f}]/gu, (sign) =>
    String.fromCodePoint((sign.codePointAt(0) ?? SIGN_BASE) - SIGN_BASE),
  );
}

/** Whether a word of the index is a name with signs. */
export function isCodeWord(word: string): boolean {
  return /[\u{e000}-\u{e07f}]/u.test(word);
}

/** The names in texts, each once, and the parts of those that are written together; in their order. */
export function codeWordsIn(...texts: readonly string[]): string[] {
  const words = new Set<string>();
  for (const text of texts) {
    for (const run of runsWithNames(text)) {
      // A capital letter alone makes no name.
      if (SIGN_OF_NAME.test(run))
        for (const [name] of run.matchAll(NAME)) {
          if (name.length > MOST_CHARS) continue;
          words.add(codeWord(name));
          for (const [part] of name.matchAll(EDGED)) words.add(codeWord(part));
        }
      for (const [letters] of run.matchAll(TOGETHER))
        if (letters.length <= MOST_CHARS)
          for (const part of letters.split(PARTED)) words.add(part.toLowerCase());
      if (words.size >= MOST_WORDS) return [...words];
    }
  }
  return [...words];
}

/** What characters of ASCII are here. */
const [SPACE, LOWER, UPPER, DIGIT, SIGN, HYPHEN] = [1, 2, 4, 8, 16, 32];
const WORD = LOWER | UPPER | DIGIT;
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCodePoint(code);
  if (code <= 0x20) return SPACE;
  if (/[a-z]/u.test(char)) return LOWER;
  if (/[A-Z]/u.test(char)) return UPPER;
  if (/\d/u.test(char)) return DIGIT;
  return char === '-' ? HYPHEN : SIGN * Number(SIGN_OF_NAME.test(char));
});

/**
 * The parts of a text, between white space, in which a name may be: such are few, and to look for names takes ten times as long as
 * to look for them.
 */
function* runsWithNames(text: string): Generator<string> {
  let start = 0;
  let before = SPACE;
  let kinds = 0;
  let isNamed = false;
  for (let at = 0; at <= text.length; at += 1) {
    const kind = at === text.length ? SPACE : (KINDS[text.charCodeAt(at)] ?? 0);
    if (kind === SPACE) {
      if (isNamed || (kinds & (HYPHEN | DIGIT)) === (HYPHEN | DIGIT)) yield text.slice(start, at);
      start = at + 1;
      kinds = 0;
      isNamed = false;
    } else {
      // A sign before a letter or another sign, an option, a capital letter behind a small one, or several before one.
      if ((before === SIGN && (kind & (WORD | SIGN)) !== 0) || (before === LOWER && kind === UPPER))
        isNamed = true;
      else if (before === UPPER && kind === LOWER && KINDS[text.charCodeAt(at - 2)] === UPPER) isNamed = true;
      else if (before === HYPHEN && (kinds & WORD) === 0) isNamed = true;
      else if (kind === SIGN && (text[at] === '#' || text[at] === '_')) isNamed = true;
      kinds |= kind;
    }
    before = kind;
  }
}
