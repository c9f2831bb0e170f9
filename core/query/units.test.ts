import { describe, expect, it } from 'vitest';
import { codeWord } from '../pack/words/code-words.ts';
import { MAX_TERMS, parseQuery } from './parse-query.ts';
import { clausesOf, isSentence, tellingClauses, unwantedOf } from './units.ts';

function units(typed: string) {
  return clausesOf(parseQuery(typed)).map(({ units: any, times }) => [any, times]);
}

describe('what a term asks for', () => {
  it.each([
    ['Zürich', [{ kind: 'word', word: 'zurich', exact: false }]],
    ['"log"', [{ kind: 'word', word: 'log', exact: true }]],
    ['inst*', [{ kind: 'prefix', letters: 'inst' }]],
    ['re-enter', [{ kind: 'phrase', words: ['re', 'enter'], goes_on: false, loose: true }]],
    ['"new yo"*', [{ kind: 'phrase', words: ['new', 'yo'], goes_on: true, loose: false }]],
    ['title:cats', [{ kind: 'word', word: 'cats', exact: false, field: 'title' }]],
    [
      'max_connections',
      [
        {
          kind: 'name',
          name: codeWord('max_connections'),
          words: ['max', 'connections'],
          exact: false,
          goes_on: false,
        },
      ],
    ],
    [
      'max_con*',
      [{ kind: 'name', name: codeWord('max_con'), words: ['max', 'con'], exact: false, goes_on: true }],
    ],
    ['"max_con"*', [{ kind: 'phrase', words: ['max', 'con'], goes_on: true, loose: false }]],
    ['C++', [{ kind: 'name', name: codeWord('c++'), words: ['c'], exact: false, goes_on: false }]],
    ['"C++"', [{ kind: 'name', name: codeWord('c++'), words: ['c'], exact: true, goes_on: false }]],
    [
      'title:C++',
      [{ kind: 'name', name: codeWord('c++'), words: ['c'], exact: false, goes_on: false, field: 'title' }],
    ],
    [
      'path:main.rs',
      [{ kind: 'phrase', words: ['main', 'rs'], goes_on: false, loose: false, field: 'path' }],
    ],
    ['(C++),', [{ kind: 'name', name: codeWord('c++'), words: ['c'], exact: false, goes_on: false }]],
    ['jane@site.gov', [{ kind: 'phrase', words: ['jane', 'site', 'gov'], goes_on: false, loose: true }]],
    ['İ.x.y', [{ kind: 'phrase', words: ['i', 'x', 'y'], goes_on: false, loose: true }]],
    [
      'cats OR dogs',
      [
        { kind: 'word', word: 'cats', exact: false },
        { kind: 'word', word: 'dogs', exact: false },
      ],
    ],
  ])('%s', (typed, expected) => {
    expect(units(typed)).toEqual([[expected, 1]]);
  });

  it('is several things where it was written without spaces or with an apostrophe', () => {
    const texts = (typed: string) => clausesOf(parseQuery(typed)).map(({ text }) => text);
    expect(texts("検索エンジン l'école max_connections's")).toEqual([
      '検索',
      'エンジン',
      'école',
      'max_connections',
    ]);
    expect(texts('l’école OR 検索エンジン OR cats')).toEqual(['école OR 検索エンジン OR cats']);
    expect(texts('水の'.repeat(100))).toEqual(['水']);
    const many = Array.from({ length: 26 }, (_, n) => `${String.fromCodePoint(97 + n)}b'cd${n}`).join(' ');
    expect(texts(many)).toHaveLength(MAX_TERMS);
  });

  it('is each thing once, though it was typed twice with OR', () => {
    expect(units('cats OR CATS OR dogs')[0]?.[0]).toHaveLength(2);
  });

  it('is counted where it comes again, and nothing where it has no word', () => {
    const word = { kind: 'word', word: 'cats', exact: false };
    expect(units('cats … CATS "…" Cats')).toEqual([[[word], 3]]);
    expect(units('')).toEqual([]);
  });
});

it('what is not wanted is all that was typed', () => {
  const unwanted = (typed: string) => parseQuery(typed).excluded.map(unwantedOf);
  expect(unwanted('-e-mail -C++ -winter -"x y"')).toEqual([
    { kind: 'phrase', words: ['e', 'mail'], goes_on: false, loose: false },
    { kind: 'name', name: codeWord('c++'), words: ['c'], exact: true, goes_on: false },
    { kind: 'word', word: 'winter', exact: false },
    { kind: 'phrase', words: ['x', 'y'], goes_on: false, loose: false },
  ]);
});

it('of a sentence words that say little do not count, unless there are no others', () => {
  const told = (typed: string) => {
    const clauses = clausesOf(parseQuery(typed));
    return [
      isSentence(clauses),
      tellingClauses(clauses, ['en'])
        .map(({ text }) => text)
        .join(' '),
    ];
  };
  expect(told('where is the manual')).toEqual([false, 'where is the manual']);
  expect(told('where is the manual of "the" server')).toEqual([true, 'manual the server']);
  expect(told('what is it that was')).toEqual([true, 'what is it that was']);
});
