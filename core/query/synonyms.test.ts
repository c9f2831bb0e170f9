import { describe, expect, it } from 'vitest';
import { parseQuery } from './parse-query.ts';
import { Synonyms, synonymsOf } from './synonyms.ts';
import { clausesOf } from './units.ts';

describe('a line of synonyms', () => {
  it('is for each other, or one way', () => {
    expect(synonymsOf('tv, television')).toEqual([
      { of: 'tv', means: ['television'] },
      { of: 'television', means: ['tv'] },
    ]);
    expect(synonymsOf('Laptop, notebook => computer')).toEqual([
      { of: 'Laptop', means: ['computer'] },
      { of: 'notebook', means: ['computer'] },
    ]);
  });

  it.each([
    'tv',
    '',
    ',',
    'tv,',
    'tv => ',
    ' => tv',
    'a => b => c',
    '!!, tv',
    'tv, ---',
    `tv, ${'x'.repeat(201)}`,
  ])('is none that is %j', (line) => {
    expect(synonymsOf(line)).toBeUndefined();
  });
});

describe('the synonyms of a query', () => {
  const synonyms = new Synonyms([
    'TV, television',
    'new york, NYC, big apple',
    'tv => screen',
    'apple => fruit',
  ]);

  it('are those of its words, and of words that follow each other', () => {
    const of = (query: string) => synonyms.in(query).map((one) => `${one.of}: ${one.means.join(', ')}`);
    expect(of('old tv')).toEqual(['tv: television, screen']);
    expect(of('hotels in New York')).toEqual(['new york: NYC, big apple']);
    expect(of('hotels in "New York"')).toEqual([]);
    expect(of('york new')).toEqual([]);
    expect(of('big apple')).toEqual(['big apple: new york, NYC', 'apple: fruit']);
  });

  /** Clauses, their units with `|`, synonyms with a `~`. */
  const read = (query: string) =>
    clausesOf(parseQuery(query), synonyms.in(query)).map(({ units }) =>
      units
        .map((unit) => {
          const words =
            unit.kind === 'phrase' ? `"${unit.words.join(' ')}"` : unit.kind === 'word' ? unit.word : '?';
          return `${unit.synonym === true ? '~' : ''}${words}`;
        })
        .join(' | '),
    );

  it('are further ways to have what is asked for', () => {
    expect(read('old tv')).toEqual(['old', 'tv | ~television | ~screen']);
    expect(read('NYC hotels')).toEqual(['nyc | ~"new york" | ~"big apple"', 'hotels']);
    expect(read('new york hotels')).toEqual([
      'new | ~nyc | ~"big apple"',
      'york | ~nyc | ~"big apple"',
      'hotels',
    ]);
    expect(read('big apple')).toEqual(['big | ~"new york" | ~nyc', 'apple | ~"new york" | ~nyc']);
  });

  it('are of names of code, and of what has a hyphen or an apostrophe, as a whole', () => {
    const more = new Synonyms(['C++, cpp', 'e-mail, email', "driver's license, permit", 'TV, tv, 東京の塔']);
    const of = (query: string) =>
      clausesOf(parseQuery(query), more.in(query)).map(({ units }) =>
        units.flatMap((unit) => {
          if (unit.synonym !== true) return [];
          if (unit.kind === 'name') return [unit.exact ? 'C++' : ''];
          return unit.kind === 'word' ? [unit.word] : unit.kind === 'phrase' ? [unit.words.join(' ')] : [];
        }),
      );
    expect(of('C++')).toEqual([['cpp']]);
    expect(of('c')).toEqual([[]]);
    expect(of('cpp')).toEqual([['C++']]);
    expect(of('E-Mail')).toEqual([['email']]);
    expect(of('email e mail')).toEqual([['e mail'], [], []]);
    expect(of("driver's license")).toEqual([['permit'], ['permit']]);
    expect(of('driver license')).toEqual([['permit'], ['permit']]);
    expect(of('permit')).toEqual([['driver s license']]);
    expect(of('tv')).toEqual([['東京 の 塔']]);
    expect(of('東京の塔')).toEqual([['tv'], ['tv']]);
  });

  it('are none of what is meant as it stands', () => {
    expect(read('"tv"')).toEqual(['tv']);
    expect(read('title:tv')).toEqual(['tv']);
    expect(read('tv OR radio')).toEqual(['tv | radio']);
    expect(read('new "york"')).toEqual(['new', 'york']);
  });
});
