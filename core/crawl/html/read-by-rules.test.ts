import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Extracted } from '../extracted.ts';
import { extractHtml } from './extract-html.ts';
import { type PageRules, pageRulesSchema } from './page-rules.ts';
import { MAX_TREE_DEPTH, MAX_TREE_ELEMENTS } from './page-tree.ts';

function read(html: string, rules: PageRules): Extracted {
  return extractHtml(html, 'https://site.gov/dir/page', { rules: pageRulesSchema.parse(rules) });
}

const PAGE = `<html lang=en><title>Parks | City</title><main><div class=crumbs><a href=up>Up</a></div>
  <h1>Parks <small>(3)</small></h1><p>Long text of the page. <nav>In the content</nav></p></main>
  <div id=notes><h2 id=n>Notes</h2><table><tr><td>a<td>b</table></div><footer><a href=imprint>Imprint</a></footer>`;

describe('rules', () => {
  it('that say nothing change nothing', () => {
    expect(read(PAGE, {})).toEqual(extractHtml(PAGE, 'https://site.gov/dir/page'));
  });

  it('choose the content, all that is in it, and its sections', () => {
    const page = read(PAGE, { body: '#notes, main nav' });
    expect(page.body).toBe('In the content\nNotes\na | b');
    expect(page.headings).toBe('Notes');
    expect(page.sections).toEqual([{ level: 2, text: 'Notes', anchor: 'n', start: 15 }]);
    expect(page.around).toContain('Long text of the page.');
    expect(page.notes).toEqual([]);
  });

  it('leave out, in the content too, and follow the links in what is left out', () => {
    const page = read(PAGE, { body: 'main', exclude: ['.crumbs', 'nav'] });
    expect(page.body).toBe('Parks (3)\nLong text of the page.');
    expect(page.around).not.toMatch(/Up|In the content/);
    expect(page.links).toEqual([
      { url: 'https://site.gov/dir/up', text: '', in_content: true, nofollow: false },
      { url: 'https://site.gov/dir/imprint', text: 'Imprint', in_content: false, nofollow: false },
    ]);
  });

  it('split a page into sections, with their anchors', () => {
    const html = `<main><h2 id=mem>Memory</h2><p>About memory.</p>
      <dl><dt id=work><code>work_mem</code> (integer)<dd>Sets the memory of a sort.
      <dt id=hash><code>hash_mem</code> (real)<dd>Multiplies it.</dl>
      <h4>More</h4><div id=q1><p>An <b class=q>inline question?</b> And its answer.</p></div>
      <p><b class=q id=q2>Second <i>question?</i></b></p><p>Second answer.</p></main>`;
    const { body, headings, sections } = read(html, { sections: 'dt, .q' });
    expect(body.split('\n')).toEqual([
      'Memory',
      'About memory.',
      'work_mem (integer)',
      '– Sets the memory of a sort.',
      'hash_mem (real)',
      '– Multiplies it.',
      'More',
      'An',
      'inline question?',
      'And its answer.',
      'Second question?',
      'Second answer.',
    ]);
    expect(headings.split('\n')).toEqual([
      'Memory',
      'work_mem (integer)',
      'hash_mem (real)',
      'More',
      'inline question?',
      'Second question?',
    ]);
    expect(sections.map(({ start }) => start)).toEqual(sections.map(({ text }) => body.indexOf(text)));
    expect(sections.map(({ level, text, anchor }) => [level, text, anchor])).toEqual([
      [2, 'Memory', 'mem'],
      [3, 'work_mem (integer)', 'work'],
      [3, 'hash_mem (real)', 'hash'],
      [4, 'More', undefined],
      [5, 'inline question?', undefined],
      [5, 'Second question?', 'q2'],
    ]);
  });

  it('find a section in what they choose, in rows of tables, and none in what they leave out', () => {
    const html = `<h1>One</h1><table><tr><th class=s id=r>Row<td>cell</table><p class="s x" id=gone>Gone</p>
      <h2 class=s>Two <i class=s>words</i></h2>`;
    const page = read(html, { body: 'h1, .s', sections: '.s', exclude: ['.x'] });
    expect(page.body).toBe('One\nRow\nTwo words');
    expect(page.sections.map(({ text, level, anchor }) => [text, level, anchor])).toEqual([
      ['One', 1, undefined],
      ['Row', 2, 'r'],
      ['Two words', 2, undefined],
    ]);
  });

  it('keep a heading short that is all of a page', () => {
    const { sections, body } = read(`<div class=s>${'<p>long text</p>'.repeat(500)}</div>`, {
      sections: '.s',
    });
    expect(sections.map(({ text }) => text.length)).toEqual([1000]);
    expect(body).toHaveLength(500 * 10 - 1);
  });

  it('have the whole page read where their content is not there, and say so', () => {
    for (const body of ['.nothing', 'html > br', 'script']) {
      const page = read(`<script>x</script>${PAGE}`, { body });
      expect(page.body).toBe(read(PAGE, {}).body);
      expect(page.notes).toEqual([
        `what the rule "body" selects (${body}) has no text here: the whole page was read`,
      ]);
    }
  });

  it('give title and fields, in one line each, no words fused', () => {
    const html = `${PAGE}<ul class=tags><li><b>oak</b>s</li><li></li><li>el<wbr>ms<p>and more</li></ul>
      <img class=hero src="/tower.jpg?a=1&amp;b=2" data-Credit=" Ann\n Lee ">`;
    const { title, fields } = read(html, {
      title: 'h1',
      fields: {
        tags: '.tags li',
        image: { selector: 'img.hero', attribute: 'SRC' },
        credit: { selector: 'img.hero', attribute: 'data-credit' },
        page_title: 'title',
        none: '.nothing',
      },
    });
    expect(title).toBe('Parks (3)');
    expect(fields).toEqual({
      tags: ['oaks', 'elms and more'],
      image: ['https://site.gov/tower.jpg?a=1&b=2'],
      credit: ['Ann Lee'],
      page_title: ['Parks | City'],
      none: [],
    });
  });

  it('take the title of the head where theirs selects nothing', () => {
    expect(read(PAGE, { title: '.nothing' }).title).toBe('Parks | City');
  });

  it.each([
    ['elements', '<b></b>'.repeat(MAX_TREE_ELEMENTS + 1)],
    ['depth', '<b>'.repeat(MAX_TREE_DEPTH + 1)],
  ])('are not applied to a page with too many, by its %s, and it says so', (_what, html) => {
    const page = read(`<p class=x>gone</p>${html}text`, { exclude: ['.x'] });
    expect(page.body).toBe('gone\ntext');
    expect(page.notes).toEqual([
      `has more than ${MAX_TREE_ELEMENTS} elements, or more than ${MAX_TREE_DEPTH} within one another, and was read without rules`,
    ]);
  });

  it('bound what they give', () => {
    const { fields } = read('<p>word </p>'.repeat(100) + `<h1>${'x'.repeat(5000)}</h1>`, {
      fields: { words: 'p', long: 'h1' },
    });
    expect(fields['words']).toHaveLength(50);
    expect(fields['long']?.[0]).toHaveLength(1000);
  });

  /** Elements within one another, and many in the innermost. */
  const nested = (depth: number, inner: string) => '<div>'.repeat(depth) + inner + '</div>'.repeat(depth);

  it('read what lies in one another once for all fields, and up to a bound that is told', () => {
    const html = nested(60, `${'<b></b>'.repeat(60_000)}<h1>word</h1>`);
    const fields = Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`f${n}`, 'div']));
    const page = read(html, {
      fields: { first: 'h1', ...fields, last: 'h1', id: { selector: 'h1', attribute: 'id' } },
    });
    const count = page.fields['f0']?.length ?? 0;
    expect(page.fields).toMatchObject({ first: ['word'], f0: page.fields['f16'], last: ['word'], id: [] });
    expect(count).toBeGreaterThan(5);
    expect(count).toBeLessThan(50);
    expect(page.notes).toEqual([
      `fields are cut, which would take too long to read: ${Object.keys(fields).join(', ')}`,
    ]);
  });

  it('are not applied to a page on which to find what they select takes too long, and it says so', () => {
    const html = nested(250, `${'<b></b>'.repeat(60_000)}<p class=x>gone</p>text`);
    const page = read(html, { exclude: ['.x', '.a b c d', '.b c d e'] });
    expect(page.body).toBe('gone\ntext');
    expect(page.notes).toEqual([
      'is so nested that its rules would take too long, and was read without rules',
    ]);
    expect(read(html, { exclude: ['.x', '.a b c d'] }).body).toBe('text');
  });

  it('read the same of any page as without them, if they say nothing', () => {
    const tags =
      'main article nav p div pre a b title template script svg select table tr td li h1 dl dd code'.split(
        ' ',
      );
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        ...tags.flatMap((tag) => [`<${tag}>`, `</${tag}>`, `<${tag} id=x class="menu y" href=z>`]),
      ),
      fc.constantFrom('<!--', '-->', '<![CDATA[', ']]>', '<?xml', '&#xD800;', '<br/>', '</p>', '</br>'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const html = pieces.join('');
        expect(read(html, {})).toEqual(extractHtml(html, 'https://site.gov/dir/page'));
      }),
      { numRuns: 500 },
    );
  });
});
