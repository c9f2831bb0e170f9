import { describe, expect, it } from 'vitest';
import { MAX_TERMS, type Term, isEmpty, parseQuery } from './parse-query.ts';

/** What is understood, for people: clauses with `&` between, their terms with `|`. */
function read(typed: string): string {
  const { clauses, excluded } = parseQuery(typed);
  const term = ({ text, prefix, quoted, field }: Term): string =>
    `${field === undefined ? '' : `${field}:`}${quoted ? `"${text}"` : text}${prefix ? ' *' : ''}`;
  const wanted = clauses.map((terms) => terms.map(term).join(' | '));
  return [...wanted, ...excluded.map((one) => `not ${term(one)}`)].join(' & ');
}

describe('what a person types', () => {
  it.each([
    ['cats dogs', 'cats & dogs'],
    ['"two words" three', '"two words" & three'],
    ['"open quote', '"open quote"'],
    ['" double quote', 'double & quote'],
    ['" two words" three', '"two words" & three'],
    ['r" raw string', 'r & raw & string'],
    ['inst*', 'inst* *'],
    ['"new yo"*', '"new yo" *'],
    ['a*', 'a*'],
    ['work_m* os.l* std::v*', 'work_m* * & os.l* * & std::v* *'],
    ['cats -dogs', 'cats & not dogs'],
    ['cats -"big dogs" -mice', 'cats & not "big dogs" & not mice'],
    ['git commit --no-verify', 'git & commit & --no-verify'],
    ['ls -l -a', 'ls & -l & -a'],
    ['a b OR c d', 'a & b | c & d'],
    ['OR a OR', 'a'],
    ['title:cats', 'title:cats'],
    ['Title:"big cats" path:docs', 'title:"big cats" & path:docs'],
    ['body:cats', 'body:cats'],
    ['-after:dinner before:2024-13', 'before:2024-13 & not after:dinner'],
    ['re-enter c++', 're-enter & c++'],
    ['“curly quotes”', '"curly quotes"'],
    ['NEAR(a b)', 'NEAR(a & b)'],
    ['say "a"b"c', 'say & "a" & b & "c"'],
  ])('%s', (typed, understood) => {
    expect(read(typed)).toBe(understood);
  });

  it.each([
    ['x site:Www.Site.GOV', { kind: 'facet', name: 'site', value: 'www.site.gov', not: false }],
    ['-site:old.gov', { kind: 'facet', name: 'site', value: 'old.gov', not: true }],
    ['type:PDF', { kind: 'facet', name: 'type', value: 'pdf', not: false }],
    ['Lang:"de-at"', { kind: 'facet', name: 'lang', value: 'de-at', not: false }],
    ['path:/docs/', { kind: 'path', prefix: '/docs/', not: false }],
    ['fields.colour:"dark red"', { kind: 'facet', name: 'fields.colour', value: 'dark red', not: false }],
    ['-before:2024', { kind: 'before', at_ms: Date.UTC(2024), not: true }],
  ])('%s is a filter', (typed, filter) => {
    expect(parseQuery(typed).filters).toEqual([filter]);
  });

  it('asks for everything by a star alone', () => {
    expect(parseQuery(' * ')).toEqual({ clauses: [], excluded: [], filters: [], everything: true });
    expect(isEmpty(parseQuery('*'))).toBe(false);
    expect(parseQuery('* -winter').everything).toBe(false);
  });

  it.each(['', '   ', '-', '""', '**', '- - "" ()', 'OR', '!!! ???', 'ـ', '-ـ'])(
    'finds nothing to ask for in %j',
    (typed) => {
      expect(isEmpty(parseQuery(typed))).toBe(true);
      expect(read(typed)).toBe('');
    },
  );

  it('is bounded in terms and characters', () => {
    const many = parseQuery(Array.from({ length: 1000 }, (_, n) => n).join(' '));
    expect(many.clauses).toHaveLength(MAX_TERMS);
    expect(parseQuery('x'.repeat(10_000)).clauses[0]?.[0]?.text).toHaveLength(1000);
  });
});
