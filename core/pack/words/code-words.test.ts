import { expect, it } from 'vitest';
import { codeWord, codeWordsIn, isCodeWord } from './code-words.ts';

it.each([
  ['set max_connections now', ['max_connections']],
  ['std::vec and a->b', ['std::vec', 'a->b']],
  ['C++, C# and F#', ['c++', 'c#', 'f#']],
  ['C++17, not i++', ['c++', 'i++']],
  ['.NET or asp.net', ['.net', 'asp.net']],
  ['run --no-verify -v', ['--no-verify', '-v']],
  ['version 1.2.3 in utf-8', ['1.2.3', 'utf-8']],
  ['see pg_dump(1).', ['pg_dump']],
  ['call and_ or __get__() of a__b', ['and_', '__get__', 'a__b']],
  [
    'object.__get__(self), operator.and_, x.y_z, _x',
    ['object.__get__', '__get__', 'operator.and_', 'and_', 'x.y_z', '_x'],
  ],
  ['a _ b __ c_', ['c_']],
  ['os.path.join(a)', ['os.path.join']],
  ['a well-known fact. The end', []],
  ['- a list\n- of things', []],
  ['and/or e.g.', ['e.g']],
])('names of code in %j', (text, names) => {
  expect(codeWordsIn(text)).toEqual(names.map((name) => codeWord(name)));
});

it('words that are written together are found apart', () => {
  expect(codeWordsIn('maxConnections of HttpServer in JavaScript and iPhone')).toEqual(
    'max connections http server java script i phone'.split(' '),
  );
  expect(codeWordsIn('innerHTML, parseJSON: XMLHttpRequest or HTMLElement')).toEqual(
    'inner html parse json xml http request element'.split(' '),
  );
  expect(codeWordsIn('NASA is a Word of PDFs by IPv6')).toEqual([]);
});

it.each(['a', 'aB1', '-a_1'])('a word of many %j is read once', (part) => {
  // A word that is read from each of its letters takes hundreds of times as long as short ones.
  const short = fastest(() => codeWordsIn('max_conn '.repeat(4000)));
  expect(fastest(() => codeWordsIn(`_${part.repeat(36_000 / part.length)}`))).toBeLessThan(short * 20);
});

/** @returns ms. */
function fastest(run: () => unknown): number {
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return Math.min(...times);
}

it('each is told once, and signs make a name of it', () => {
  expect(codeWordsIn('c++ C++', 'c++')).toEqual([codeWord('c++')]);
  expect(isCodeWord(codeWord('c++'))).toBe(true);
  expect(isCodeWord('max')).toBe(false);
});
