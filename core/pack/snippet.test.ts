import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readQuery } from '../query/tuning.ts';
import { PackIndex } from './impact/pack-index.ts';
import { openPack } from './open.ts';
import { PackQuery } from './rank/pack-query.ts';
import { packStatistics } from './rank/pack-statistics.ts';
import { type Snippet, SnippetCutter, type SnippetText } from './snippet.ts';
import { packOf, page, temporaryFolder } from './testing/documents.ts';

const ALL = { unshown: [], max_snippet: null };

/** Cuts a snippet of a document that is packed for it. */
function snippetOf(text: Omit<SnippetText, 'document'>, query: string): Snippet {
  using folder = temporaryFolder();
  packOf([page({ path: '/', ...text, unshown: [...text.unshown] })], folder.file('pack'));
  const pack = new PackIndex(openPack(folder.file('pack')));
  try {
    const read = readQuery({ query });
    const sought = new PackQuery(
      pack,
      { clauses: read.clauses, statistics: packStatistics(pack, read) },
      read.ranking,
    ).sought();
    return new SnippetCutter(pack, sought).cut({ ...text, document: 1 });
  } finally {
    pack.close();
  }
}

/** With its matches in `<mark>`. */
function marked({ text, matches }: Snippet): string {
  let shown = '';
  let at = 0;
  for (const { from, to } of matches) {
    shown += `${text.slice(at, from)}<mark>${text.slice(from, to)}</mark>`;
    at = to;
  }
  return shown + text.slice(at);
}

describe('a snippet', () => {
  function cut(query: string, body: string, description = ''): string {
    return marked(snippetOf({ body, description, ...ALL }, query));
  }
  const filler = 'Lorem ipsum dolor sit amet consectetur. '.repeat(100);

  it('marks what the pack would match: stems, folded letters, phrases, prefixes', () => {
    expect(cut('running', 'He runs fast.')).toBe('He <mark>runs</mark> fast.');
    expect(cut('zurich', 'In Zürich.')).toBe('In <mark>Zürich</mark>.');
    expect(cut('"big cats"', 'big dogs, big cats')).toBe('big dogs, <mark>big cats</mark>');
    expect(cut('inst*', 'an instance')).toBe('an <mark>instance</mark>');
    expect(cut('title:cats', 'cats')).toBe('<mark>cats</mark>');
  });

  it('does not mark what must not be there', () => {
    expect(cut('cats -dogs', 'cats')).toBe('<mark>cats</mark>');
  });

  it('is the place where most of the words are, cut between words', () => {
    const snippet = cut('red apple', `${filler} an apple here. ${filler} The red juicy apple. ${filler}`);
    expect(snippet).toMatch(/^… .*The <mark>red<\/mark> juicy <mark>apple<\/mark>\. Lorem.* …$/u);
    const text = snippet.replaceAll(/<\/?mark>|…/gu, '').trim();
    expect(text.length).toBeLessThanOrEqual(200);
    expect(text.length).toBeGreaterThan(150);
    for (const word of text.split(' ')) expect(`${filler} The red juicy apple.`.split(' ')).toContain(word);
  });

  it('is found far down a long text, and in the description', () => {
    expect(cut('needle', `${filler.repeat(40)} the needle ${filler}`)).toContain('<mark>needle</mark>');
    expect(cut('needle', filler, 'About a needle.')).toBe('About a <mark>needle</mark>.');
  });

  it.each([
    ['Chinese', '人们在这里用词语寻找网页，得到结果。'],
    ['long words', `${'0123456789abcdef'.repeat(4)}\n`],
    ['dots', 'Contents...........................................................................1\n'],
  ])('is found far down in text of %s', (_, part) => {
    const text = part.repeat(24_000 / part.length);
    expect(cut('鲸鱼', `${text}，鲸鱼${text}`)).toContain('<mark>鲸鱼</mark>');
  });

  it('finds a phrase wherever a passage may end', () => {
    for (let before = 880; before < 1040; before += 7) {
      expect(cut('"needle eye"', `${'word '.repeat(before / 5)}needle eye ${filler}`)).toContain(
        '<mark>needle eye</mark>',
      );
    }
  });

  it('tells where its first match is in the body, however much of it is white space', () => {
    const body = `One\n\n\n\ttwo ${filler.repeat(60)}the needle, one needle`;
    const at = (query: string, description = '') => snippetOf({ body, description, ...ALL }, query).at;
    expect(at('needle')).toBe(body.indexOf('needle'));
    expect(at('two')).toBe(body.indexOf('two'));
    expect(at('absent')).toBeUndefined();
    expect(at('hay', 'All about hay')).toBeUndefined();
  });

  it('is the beginning when nothing matches: of the description, or else of the text', () => {
    expect(cut('absent', `Some text. ${filler}`, 'A description.')).toBe('A description.');
    expect(cut('absent', `Some text. ${filler}`)).toMatch(/^Some text\. Lorem .* …$/u);
    expect(cut('', 'One\n\ntwo')).toBe('One two');
    expect(cut('absent', '')).toBe('');
  });

  it('has no more characters than may be shown, and has the match all the same', () => {
    const body = `${filler} the needle in the hay ${filler}`;
    for (const max_snippet of [0, 1, 5, 10, 39, 80, 160, 500]) {
      for (const query of ['needle', 'absent']) {
        const snippet = snippetOf({ body, description: '', unshown: [], max_snippet }, query);
        const html = marked(snippet);
        const shown = html.replaceAll(/<\/?mark>|^… | …$/gu, '');
        expect(shown.length).toBeLessThanOrEqual(Math.min(max_snippet, 200));
        expect(shown.length).toBeLessThanOrEqual(snippet.chars);
        const isMarked = query === 'needle' && max_snippet >= 10;
        expect(html.includes('<mark>needle</mark>')).toBe(isMarked);
      }
    }
  });

  it('has nothing of what may not be shown, and is found behind it', () => {
    const [secret, open] = ['secret needle', 'open needle and hay'];
    const body = `${secret}\n${filler}\n${secret}\n${open}`;
    const from = body.lastIndexOf(secret);
    const unshown = [
      { from: 0, to: secret.length },
      { from, to: from + secret.length },
    ];
    const snippet = (query: string, description = '') =>
      snippetOf({ body, description, unshown, max_snippet: null }, query);
    expect(marked(snippet('needle'))).toBe('open <mark>needle</mark> and hay');
    expect(body.slice(snippet('needle').at)).toBe('needle and hay');
    expect(snippet('secret').text).toMatch(/^Lorem/u);
    const hidden = { body, description: 'About hay', unshown: [{ from: 0, to: 2 ** 21 }], max_snippet: null };
    expect(snippetOf(hidden, 'needle').text).toBe('About hay');
    expect(marked(snippetOf(hidden, 'hay'))).toBe('About <mark>hay</mark>');
    expect(snippetOf({ ...hidden, description: '' }, 'needle').text).toBe('');
  });

  it('has a match where a part begins that may be shown', () => {
    const body = `secret hours are from nine to five ${filler}`;
    const hidden = { body, description: '', unshown: [{ from: 0, to: 7 }], max_snippet: null };
    expect(marked(snippetOf(hidden, 'hours'))).toMatch(/^(… )?<mark>hours<\/mark> are from nine/u);
  });

  it('shows no character that may not be shown, wherever the parts are', () => {
    const cuts = fc.uniqueArray(fc.nat({ max: 400 }), { maxLength: 12 });
    fc.assert(
      fc.property(cuts, fc.constantFrom('ooo', 'xxx', 'oo*', 'absent'), (places, query) => {
        const edges = places.toSorted((a, b) => a - b);
        const unshown = edges.flatMap((from, n) => (n % 2 === 0 ? [{ from, to: edges[n + 1] ?? 999 }] : []));
        const letter = (at: number) => (unshown.some(({ from, to }) => from <= at && at < to) ? 'x' : 'o');
        const body = Array.from({ length: 400 }, (_, at) => (at % 4 === 3 ? ' ' : letter(at))).join('');
        const { text } = snippetOf({ body, description: '', unshown, max_snippet: null }, query);
        expect(text).not.toContain('x');
      }),
    );
  });

  it('is one line with matches in it, one behind the other, for any text', () => {
    const piece = fc.oneof(
      fc.constantFrom('<b>', '&amp;', '"', '\u0001', '\u0002', 'cats ', 'Cats', '\n\n', '  ', '<mark>', '😀'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const { text, matches } = snippetOf({ body: pieces.join(''), description: '', ...ALL }, 'cats');
        expect(text).not.toMatch(/[\n\t]| {2}|^ | $/u);
        expect(text.isWellFormed()).toBe(true);
        let last = 0;
        for (const { from, to } of matches) {
          expect(from).toBeGreaterThanOrEqual(last);
          expect(text.slice(from, to).toLowerCase()).toContain('cat');
          last = to;
        }
        expect(last).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 200 },
    );
  });

  it('takes bounded time on a huge text without spaces', () => {
    expect(cut('x', 'y'.repeat(2 ** 20))).toMatch(/^y+ …$/u);
  });
});
