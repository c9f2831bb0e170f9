import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchExpression } from '../pack/match-expression.ts';
import { MAX_TERMS, isEmpty, parseQuery } from './parse-query.ts';

function matched(typed: string, match: 'all' | 'any' = 'all'): string | undefined {
  return matchExpression(parseQuery(typed), match);
}

describe('what a person types', () => {
  it.each([
    ['cats dogs', '("cats" "dogs")'],
    ['"two words" three', '("two words" "three")'],
    ['"open quote', '("open quote")'],
    ['inst*', '("inst*" *)'],
    ['"new yo"*', '("new yo" *)'],
    ['a*', '("a*")'],
    ['cats -dogs', '(("cats")) NOT ("dogs")'],
    ['cats -"big dogs" -mice', '(("cats")) NOT ("big dogs" OR "mice")'],
    ['a b OR c d', '("a" "d") AND ("b" OR "c")'],
    ['OR a OR', '("a")'],
    ['title:cats', '(title : "cats")'],
    ['Title:"big cats" path:docs', '(title : "big cats" path_words : "docs")'],
    ['body:cats', '("body:cats")'],
    ['re-enter c++', '("re-enter" "c++")'],
    ['“curly quotes”', '("curly quotes")'],
    ['NEAR(a b)', '("NEAR(a" "b)")'],
    ['say "a"b"c', '("say" "a" "b" "c")'],
  ])('%s', (typed, expression) => {
    expect(matched(typed)).toBe(expression);
  });

  it('asks for any of the terms when told so, and still not for the excluded', () => {
    expect(matched('a "b c" OR d -e', 'any')).toBe('("a" OR "b c" OR "d") NOT ("e")');
  });

  it('takes sites as hosts', () => {
    expect(parseQuery('x site:Www.Site.GOV -site:old.gov')).toMatchObject({
      sites: ['www.site.gov'],
      excluded_sites: ['old.gov'],
    });
  });

  it.each(['', '   ', '-', '""', '*', '- - "" ()', 'OR', '!!! ???'])(
    'finds nothing to ask for in %j',
    (typed) => {
      expect(isEmpty(parseQuery(typed))).toBe(true);
      expect(matched(typed)).toBeUndefined();
    },
  );

  it('is bounded in terms and characters', () => {
    const many = parseQuery(Array.from({ length: 1000 }, (_, n) => n).join(' '));
    expect(many.clauses).toHaveLength(MAX_TERMS);
    expect(parseQuery('x'.repeat(10_000)).clauses[0]?.[0]?.text).toHaveLength(1000);
  });

  it('has no more quotes than the ones around its terms, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (typed) => {
        const expression = matched(typed) ?? '';
        expect(expression.replaceAll(/"[^"\0]+"/gu, 'T')).toMatch(
          /^[T ()*:]*(?:(?:AND|OR|NOT|title|path_words)[T ()*:]*)*$/u,
        );
      }),
    );
  });
});
