import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Extracted } from '../extracted.ts';
import { extractHtml } from './extract-html.ts';

const read = (html: string): Extracted => extractHtml(html, 'https://site.gov/dir/page');
const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];

/** A made page: a word, or elements around others. */
type Made =
  | { readonly kind: 'word' }
  | { readonly kind: 'inline' | 'block'; readonly tag: string; readonly inner: readonly Made[] };

const INLINE = ['b', 'i', 'span', 'em', 'code', 'abbr', 'mark', 'sup', 'label', 'x-card'];
/** With what has to be around them. */
const BLOCKS = [
  'div',
  'section',
  'blockquote',
  'pre',
  'figure',
  'details',
  'form',
  'fieldset',
  'h2',
  'h4',
  'ul li',
  'ol li',
  'dl dd',
  'dl dt',
  'table tr td',
  'table tbody tr th',
  'table caption',
];
const PARTS = [
  'main',
  'article',
  'nav',
  'header',
  'footer',
  'aside',
  'div role=navigation',
  'div class=menu',
];

function made(blocks: readonly string[]): fc.Arbitrary<Made[]> {
  const { page } = fc.letrec<{ node: Made; page: Made[] }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant<Made>({ kind: 'word' }),
      fc.record({ kind: fc.constant('inline'), tag: fc.constantFrom(...INLINE), inner: tie('page') }),
      fc.record({ kind: fc.constant('block'), tag: fc.constantFrom(...blocks), inner: tie('page') }),
    ),
    page: fc.array(tie('node'), { maxLength: 6 }),
  }));
  return page;
}

/** Its HTML, without any white space but between words that nothing else would part; words are numbered. */
function render(nodes: readonly Made[], words: string[]): string {
  let html = '';
  let open = false;
  for (const node of nodes) {
    if (node.kind !== 'block' && open) html += ' ';
    open = node.kind !== 'block';
    if (node.kind === 'word') {
      words.push(`w${words.length}`);
      html += words.at(-1);
      continue;
    }
    const inner = render(node.inner, words);
    const tags = node.kind === 'block' && node.tag.includes('=') ? [node.tag] : node.tag.split(' ');
    const closing = tags.map((tag) => `</${tag.split(' ')[0]}>`).toReversed();
    html += `${tags.map((tag) => `<${tag}>`).join('')}${inner}${closing.join('')}`;
  }
  return html;
}

describe('the words of a page', () => {
  it('are all there, in their order, and none is fused with another', () => {
    fc.assert(
      fc.property(made(BLOCKS), (page) => {
        const words: string[] = [];
        const html = render(page, words);
        expect(wordsOf(read(html).body)).toEqual(words);
      }),
      { numRuns: 1000 },
    );
  });

  it('are each in the content or around it, and not in both', () => {
    fc.assert(
      fc.property(made([...BLOCKS, ...PARTS]), (page) => {
        const words: string[] = [];
        const { body, around } = read(render(page, words));
        const found = [...wordsOf(body), ...wordsOf(around)];
        expect(found.toSorted()).toEqual(words.toSorted());
        expect(body === '').toBe(words.length === 0);
      }),
      { numRuns: 1000 },
    );
  });

  it('are in the sections that begin where their headings stand', () => {
    fc.assert(
      fc.property(made([...BLOCKS, ...PARTS]), (page) => {
        const { body, headings, sections } = read(render(page, []));
        expect(sections.map(({ text }) => text).join('\n')).toBe(headings);
        for (const { text, start } of sections) {
          expect(start === 0 || body[start - 1] === '\n').toBe(true);
          expect(wordsOf(body.slice(start)).slice(0, wordsOf(text).length)).toEqual(wordsOf(text));
        }
      }),
      { numRuns: 1000 },
    );
  });

  // What browsers show of each, as words.
  it.each([
    ['<p>in<b>line</b></p><p>block</p>', 'inline block'],
    ['long<wbr>word soft&shy;hyphen zero&#8203;width', 'longword softhyphen zerowidth'],
    ['one<br>two<br/>three', 'one two three'],
    ['<td>a<td>b', 'a b'],
    ['<nav><a href=a>Home</a><a href=b>About</a></nav>', 'Home About'],
    ['H<sub>2</sub>O, 10<sup>th</sup>', 'H2O 10th'],
    ['word<sup><a href="#fn1">1</a></sup>', 'word 1'],
    ['word<a href="#fn1"><sup>1</sup></a>', 'word 1'],
    ['<pre><code>import x</code><code>require x</code></pre>', 'import x require x'],
    ['<code>\\x</code><em><code>digits</code></em>', 'xdigits'],
    ['<svg><text>First</text><text>Second</text></svg>', 'First Second'],
    ['<select><option>gone</select>left<button>one</button><button>two</button>', 'left one two'],
    ['<p>a<p>b<ul><li>c<li>d</ul>e', 'a b c d e'],
    ['<dl><dt>term<dd>said<dt>next<dd>more</dl>', 'term said next more'],
    ['&lt;b&gt; caf&eacute;&nbsp;noir&#x2014;fin', 'b café noir fin'],
  ])('of %s are %s', (html, words) => {
    expect(wordsOf(read(html).body)).toEqual(words.match(/\S+/g));
  });
});
