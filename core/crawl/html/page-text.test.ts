import { describe, expect, it } from 'vitest';
import {
  MAX_ANCHOR_CHARS,
  MAX_HEADINGS_CHARS,
  MAX_SECTIONS,
  MAX_UNSHOWN,
  type Section,
} from '../extracted.ts';
import { extractHtml } from './extract-html.ts';

const read = (html: string) => extractHtml(html, 'https://site.gov/dir/page');
const bodyOf = (html: string): string => read(html).body;

describe('what may not be shown in a list of results', () => {
  const unshown = (html: string): string[] => {
    const page = read(html);
    return page.unshown.map(({ from, to }) => page.body.slice(from, to));
  };

  it.each([
    ['a block', '<p>one<p data-nosnippet>two<p>three', ['two']],
    [
      'all within an element',
      '<div data-nosnippet=x><h2>one</h2>two<ul><li>three</ul></div>four',
      ['one\ntwo\n• three'],
    ],
    [
      'a block of which a part may not be',
      '<p>one<p>two <span data-nosnippet>three</span> four<p>five',
      ['two three four'],
    ],
    [
      'a row of which a cell may not be',
      '<table><tr><td>a<td data-nosnippet>b<tr><td>c<td>d</table>',
      ['a | b'],
    ],
    ['parts that are apart', '<p data-nosnippet>one<p>two<p data-nosnippet>three', ['one', 'three']],
    ['nothing where it has no text', '<p>one<span data-nosnippet> <!-- --></span><p>two', []],
    ['nothing that is not searched', '<p>one<script data-nosnippet>two</script><p>two', []],
    ['all of a page that shows nothing else', '<p hidden>one <b data-nosnippet>two</b></p>', ['one two']],
  ])('is %s', (_says, html, parts) => {
    expect(unshown(html)).toEqual(parts);
  });

  it('is all that follows, where there are too many parts', () => {
    const { body, unshown } = read('<p data-nosnippet>no<p>yes'.repeat(MAX_UNSHOWN + 10));
    expect(unshown).toHaveLength(MAX_UNSHOWN);
    expect(unshown.at(-1)?.to).toBeGreaterThanOrEqual(body.length);
    expect(unshown.at(-2)?.to).toBeLessThan(body.length);
  });
});

describe('lists', () => {
  it.each([
    ['<ul><li>one<li>two</ul>', '• one\n• two'],
    ['<ol start=3><li>one<li>two</ol>', '• one\n• two'],
    ['<ul><li><p>first</p><p>second</p><li>next</ul>after', '• first\nsecond\n• next\nafter'],
    ['<ul><li><ul><li>inner</ul></ul>', '• inner'],
    ['<ul><li> <li>one</ul>', '• one'],
    ['<dl><dt>term<dd>meaning<dd><p>other</dl>', 'term\n– meaning\n– other'],
    ['<dl><dd><dl><dt>inner<dt>next</dl></dl>', 'inner\nnext'],
    ['<ul><li><pre>a\n  b</pre></ul>', '• a\n  b'],
  ])('%j is %j', (html, text) => {
    expect(bodyOf(html)).toBe(text);
  });
});

describe('tables', () => {
  const row = (...cells: string[]): string => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;

  it.each([
    ['a row is a line', `<table><tr><th>Name<th>Age</tr>${row('Ann', '7')}</table>`, 'Name | Age\nAnn | 7'],
    ['whatever is left open', '<table><tr><td>a<td>b<tr><th>c<td>d</table>', 'a | b\nc | d'],
    ['paragraphs in a cell go on', row('<p>Mon</p><p>Tue</p>', '9<br>17'), 'Mon Tue | 9 17'],
    ['a list in a cell too', row('<ul><li>x<li>y</ul>', 'z'), '• x • y | z'],
    ['an empty cell is none', row('a', ' ', 'b'), 'a | b'],
    ['one cell is no row', row('<p>a</p><p>b</p>'), 'a\nb'],
    [
      'head, body and foot alike',
      `<thead>${row('a', 'b')}</thead><tfoot>${row('c', 'd')}</tfoot>`,
      'a | b\nc | d',
    ],
  ])('%s', (_says, html, text) => {
    expect(bodyOf(html)).toBe(text);
  });

  it.each([
    ['a heading', row('<h2>Menu</h2>', 'text'), 'Menu\ntext'],
    ['code', row('1\n2', '<pre>a\nb</pre>'), '1 2\na\nb'],
    ['another table', row(`<table>${row('a', 'b')}</table>`, 'text'), 'a | b\ntext'],
    ['more than a few blocks', row('<p>1<p>2<p>3<p>4<p>5', 'text'), '1\n2\n3\n4\n5\ntext'],
    ['much text', row('x'.repeat(1500), 'y'.repeat(1500)), `${'x'.repeat(1500)}\n${'y'.repeat(1500)}`],
    ['a part of the page', row('<article>a</article>', 'text'), 'a\ntext'],
  ])('a row with %s in it is a layout, and its blocks stay as they are', (_what, html, text) => {
    expect(bodyOf(html)).toBe(text);
  });
});

describe('pictures', () => {
  it.each([
    ['<p>A map <img alt="of the park"> and more', 'A map of the park and more'],
    ['one<img alt="">two', 'one two'],
    ['one<img alt="IMG_2034.JPG">two', 'one two'],
    ['<figure><img alt="A tower"><figcaption>At night</figcaption></figure>', 'A tower\nAt night'],
    ['<svg><title>Icon</title><g><text>Pager</text><text>Tree</text></g></svg>', 'Pager Tree'],
    ['<p hidden><img alt="gone"></p>text', 'text'],
  ])('%j say %j', (html, text) => {
    expect(bodyOf(html)).toBe(text);
  });
});

describe('sections', () => {
  it('begin with no term of an index', () => {
    const html = `<h2>Index</h2><dl>${'<dt id=a>work_mem, Memory<dd>other'.repeat(3)}</dl>`;
    expect(read(html).headings).toBe('Index');
  });

  it('begin with terms that are linked to as well, a level below the heading', () => {
    const html =
      '<h2 id=mem>Memory</h2><dl><dt id=work><code>work_mem</code> (integer)<dd>Of a sort or of a hash, each.<dt>none<dd>x</dl>';
    const { sections, headings, body } = read(html);
    expect(sections).toEqual([
      { level: 2, text: 'Memory', anchor: 'mem', start: 0 },
      { level: 3, text: 'work_mem (integer)', anchor: 'work', start: 7 },
    ]);
    expect(headings).toBe('Memory\nwork_mem (integer)');
    expect(body).toBe('Memory\nwork_mem (integer)\n– Of a sort or of a hash, each.\nnone\n– x');
  });

  const anchorOf = (html: string): string | undefined => read(html).sections.at(-1)?.anchor;

  it('begin where their headings stand in the body', () => {
    const { body, sections } = read('<p>Intro<h1 id=a>One</h1><p>text<ul><li><h3>Two <b>b</b></h3>more</ul>');
    expect(body).toBe('Intro\nOne\ntext\n• Two b\nmore');
    expect(sections).toEqual([
      { level: 1, text: 'One', anchor: 'a', start: 6 },
      { level: 3, text: 'Two b', start: 15 },
    ]);
  });

  it.each([
    ['its own', '<h2 id=own><a name=in>T</a></h2>', 'own'],
    ['one in it', '<h2><span id=in>T</span></h2>', 'in'],
    ['a named anchor in it', '<h2><a name=in></a>T</h2>', 'in'],
    ['one right before', '<p>text</p><a name=before></a><h2>T</h2>', 'before'],
    ['one behind the text before', '<p>text <a id=before></a></p><h2>T</h2>', 'before'],
    ['that of the section around', '<section id=around><div><h2>T</h2></div></section>', 'around'],
    ['that of an empty heading before', '<h2 id=before></h2><h3>T</h3>', 'before'],
    ['that of its permalink', '<h2>T <a href="#to">¶</a></h2>', 'to'],
    ['none with text behind it', '<p id=p>text</p><h2>T</h2>', undefined],
    ['none of the heading before', '<h2 id=one>One</h2><h3>T</h3>', undefined],
    ['none that cannot be shown', '<p hidden id=gone></p><h2>T</h2>', undefined],
    ['none with a space', '<h2 id="a b">T</h2>', undefined],
    ['none that is too long', `<h2 id=${'x'.repeat(MAX_ANCHOR_CHARS + 1)}>T</h2>`, undefined],
    ['none of a link to words', '<h2><a href="#top">Top</a></h2>', undefined],
  ])('the anchor of a heading is %s', (_which, html, anchor) => {
    expect(anchorOf(html)).toBe(anchor);
  });

  it('a mark that only shows where to click is no text', () => {
    const { body, headings } = read('<h2>One<a href="#one">¶</a></h2><p>x<h3><a href=#two>#</a> Two</h3>');
    expect(headings).toBe('One\nTwo');
    expect(body).toBe('One\nx\nTwo');
    expect(bodyOf('<dl><dt id=f>f(x)<a href="#f">¶</a><dd>y<a href="#n">1</a></dl>')).toBe('f(x)\n– y1');
  });

  it('a table in a heading leaves it a heading', () => {
    expect(read('<h1><table><tr><td>One<td>two</table></h1>').headings).toBe('One two');
  });

  it('a heading without text is none', () => {
    expect(read('<h1><svg></svg></h1><h2 hidden>gone</h2>').sections).toEqual([]);
  });

  it('are bounded, and so are headings', () => {
    const { sections, headings } = read('<h2>heading of some length</h2>'.repeat(MAX_SECTIONS + 10));
    expect(sections).toHaveLength(MAX_SECTIONS);
    expect(headings.length).toBeLessThanOrEqual(MAX_HEADINGS_CHARS);
    const starts = sections.map(({ start }: Section) => start);
    expect(starts).toEqual(starts.toSorted((one, other) => one - other));
  });
});

describe('what is not shown', () => {
  it('is the text where there is no other', () => {
    expect(bodyOf('<noscript><p>Turn on</p>scripts</noscript><div id=app></div>')).toBe('Turn on\nscripts');
    expect(bodyOf('<body style="visibility: hidden"><p>one<p>two</body>')).toBe('one\ntwo');
    expect(bodyOf('<noscript>gone</noscript><nav>menu</nav>')).toBe('menu');
    expect(bodyOf('<script>code</script><template>gone</template>')).toBe('');
  });
});
