const ENDINGS: Readonly<Record<string, readonly (readonly [ending: RegExp, written: string])[]>> = {
  es: [
    [/cion$/u, 'ción'],
    [/logia(s?)$/u, 'logía$1'],
    [/abamos$/u, 'ábamos'],
    [/iamos$/u, 'íamos'],
  ],
  fr: [
    [/ee(s?)$/u, 'ée$1'],
    [/iere(s?)$/u, 'ière$1'],
    [/(al|bil|iv|os)ite(s?)$/u, '$1ité$2'],
  ],
  hu: [
    [/([brt])ol$/u, '$1ól'],
    [/nal$/u, 'nál'],
    [/nel$/u, 'nél'],
    [/kent$/u, 'ként'],
  ],
  pt: [
    // Of words in -ão, the plural as well.
    [/c(?:ao|oes)$/u, 'ção'],
    [/(?:ao|oes)$/u, 'ão'],
    [/ancia(s?)$/u, 'ância$1'],
    [/encia(s?)$/u, 'ência$1'],
    [/ave(?:l|is)$/u, 'ável'],
    [/ive(?:l|is)$/u, 'ível'],
    [/avamos$/u, 'ávamos'],
    [/iamos$/u, 'íamos'],
  ],
  ro: [
    [/t(i(?:e|ei|a|i|ile|ilor|une|unea|uni|unii|unile|unilor))$/u, 'ţ$1'],
    [/easca$/u, 'ească'],
    [/esti$/u, 'eşti'],
    [/oras(|e|ul|ului|ele|elor)$/u, 'oraş$1'],
  ],
};

/**
 * A word as the rules of stems of its language ask for it, with the accents that words of the index have not: those of endings that are
 * never, or hardly ever, written without. Queries are typed with accents and without, so both come from the folded word. Where an ending means one thing
 * with an accent and another without (`hablo` and `habló`), it stays as it is. Other languages than these do well without.
 */
export function accented(word: string, language: string): string {
  if (language === 'tr') return harmonious(word);
  const rule = ENDINGS[language]?.find(([ending]) => ending.test(word));
  return rule === undefined ? word : word.replace(...rule);
}

/**
 * A Turkish word with the letters that its vowels ask for, which are all made in front of the mouth or all at its back: one that may
 * be either is as the one before it, or else as the first that follows. A `g` between vowels is soft.
 */
function harmonious(word: string): string {
  let isFront: boolean | undefined;
  return word
    .replaceAll(/[aeiou]/gu, (vowel, at: number) => {
      if (vowel === 'a' || vowel === 'e') isFront = vowel === 'e';
      isFront ??= /^[^ae]*e/u.test(word.slice(at)) || (vowel === 'i' && !/^[^ae]*a/u.test(word.slice(at)));
      return isFront ? (FRONT[vowel] ?? vowel) : (BACK[vowel] ?? vowel);
    })
    .replaceAll(/(?<=[aeıioöuü])g(?=[aeıioöuü])/gu, 'ğ');
}
const FRONT: Readonly<Record<string, string>> = { o: 'ö', u: 'ü' };
const BACK: Readonly<Record<string, string>> = { i: 'ı' };
