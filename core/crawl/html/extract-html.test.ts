import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractHtml, MAX_DEPTH } from './extract-html.ts';
import { followable } from './link-list.ts';
import { MAX_BODY_CHARS, MAX_TITLE_CHARS, NO_TEXT, contentHash, type Extracted } from '../extracted.ts';

const URL_OF_PAGE = 'https://site.gov/dir/page';
const read = (html: string): Extracted => extractHtml(html, URL_OF_PAGE, { agentToken: 'sitepack' });
const bodyOf = (html: string): string => read(html).body;
const urlsOf = (html: string): string[] => read(html).links.map(({ url }) => url);

describe('text', () => {
  it.each([
    ['<p>one</p><p>two</p>', 'one\ntwo'],
    ['<div>one<div>two</div>three</div>', 'one\ntwo\nthree'],
    ['<ul><li>one<li>two</ul>', '• one\n• two'],
    ['one<br>two<hr>three', 'one\ntwo\nthree'],
    ['<b>W</b>ord and <i>an</i>other', 'Word and another'],
    ['<p>long<wbr>word, soft&shy;hyphen, zero&#8203;width</p>', 'longword, softhyphen, zerowidth'],
    ['<button>Save</button><button>Send</button>', 'Save Send'],
    ['<x-card>one</x-card><x-card>two</x-card>', 'one two'],
    ['one<img src=x>two', 'one two'],
    ['<p>  much \n\t space&nbsp;&nbsp; </p>', 'much space'],
    ['caf&eacute; &amp; &#x263A; &lt;b&gt; &unknown;', 'café & ☺ <b> &unknown;'],
    ['a<!-- hidden -->b', 'ab'],
    ['<p>a\u0000b\u0007c</p>', 'a b c'],
    ['<p>x<p>y<div>z', 'x\ny\nz'],
  ])('of %j is %j', (html, expected) => {
    expect(bodyOf(html)).toBe(expected);
  });

  it('keeps the lines of preformatted text', () => {
    expect(bodyOf('<p>See:</p><pre>\nif x:\n    <b>y</b>()  \n\n</pre><p>Done.</p>')).toBe(
      'See:\nif x:\n    y()\nDone.',
    );
  });

  it.each([
    '<script>gone()</script>',
    '<style>.gone{}</style>',
    '<template><p>gone</p></template>',
    '<noscript>gone</noscript>',
    '<p hidden>gone</p>',
    '<i aria-hidden="true">gone</i>',
    '<dialog>gone</dialog>',
    '<svg><title>gone</title><style>gone</style></svg>',
    '<p style="color: red; DISPLAY : none !important">gone</p>',
    '<p style="visibility:hidden"><b style="visibility:visible">gone</b></p>',
    '<object>gone</object>',
    '<select><option>gone</select>',
    '<textarea>gone</textarea>',
    '<iframe>gone</iframe>',
    '<title>gone</title>',
  ])('leaves out %s', (html) => {
    expect(bodyOf(`<p>kept</p>${html}<p>kept too</p>`)).toBe('kept\nkept too');
  });

  it('keeps what is only shown to those who search, and an open dialog', () => {
    expect(bodyOf('<p hidden="until-found">a</p><dialog open>b</dialog>')).toBe('a\nb');
  });
});

describe('content and what stands around it', () => {
  const text = 'Enough text to be what this page is about. '.repeat(6).trim();

  it('takes main when it has substance', () => {
    expect(bodyOf(`<div>menu</div><main><p>${text}</p></main><div>imprint</div>`)).toBe(text);
    expect(bodyOf(`<div>menu</div><div role="main">${text}</div>`)).toBe(text);
  });

  it('takes an article that is most of the page, and not a teaser', () => {
    expect(bodyOf(`<div>menu</div><article>${text}</article>`)).toBe(text);
    expect(bodyOf(`<article>teaser</article><div>${text}</div>`)).toBe(`teaser\n${text}`);
  });

  it('takes everything when main is nearly empty', () => {
    expect(bodyOf(`<main>x</main><p>${text}</p>`)).toBe(`x\n${text}`);
  });

  it('leaves out navigation, header, footer and asides', () => {
    const noise = '<nav>nav</nav><header>header</header><footer>footer</footer><aside>aside</aside>';
    expect(bodyOf(`${noise}<div role="navigation">menu</div><search>find</search><p>content</p>`)).toBe(
      'content',
    );
  });

  it('keeps the header, the notes and the footer that belong to the content, but no menu in it', () => {
    const html = `<main><header><h1>Title</h1></header><nav>toc</nav><aside>Note</aside><p>${text}</p></main>`;
    expect(bodyOf(html)).toBe(`Title\nNote\n${text}`);
  });

  it('takes them where there is nothing else', () => {
    expect(bodyOf('<nav><a href="a">only</a></nav><footer>this</footer>')).toBe('only\nthis');
  });

  it('a giant menu takes no room from the content', () => {
    expect(bodyOf(`<nav>${'<a>menu item</a> '.repeat(150_000)}</nav><p>content</p>`)).toBe('content');
  });
});

describe('title, description, headings, language, date', () => {
  it('are read from the head', () => {
    const page =
      read(`<html lang="de-at"><head><title> A &amp;\n B </title><meta name=Description content=" About it ">
      <meta property="article:modified_time" content="2024-05-06T07:08:09+02:00"></head><h1>First <b>head</b>ing</h1><h2>Second</h2>`);
    expect(page).toMatchObject({
      title: 'A & B',
      description: 'About it',
      headings: 'First heading\nSecond',
      language: 'de-AT',
      modified_at_ms: Date.UTC(2024, 4, 6, 5, 8, 9),
    });
  });

  it.each([
    ['<meta property="og:title" content="OG"><h1>One</h1>', 'OG'],
    ['<title> </title><h1>One</h1>', 'One'],
    ['<svg><title>Icon</title></svg><title>Page</title><title>Again</title>', 'Page'],
    ['<p>text', ''],
  ])('the title of %j is %j', (html, title) => {
    expect(read(html).title).toBe(title);
  });

  it('a heading with blocks or a button in it stays one line', () => {
    expect(read('<h2><div>One</div><div>two</div><button>three</button></h2>').headings).toBe(
      'One two three',
    );
  });

  it.each([
    ['<html lang="en_us">', 'en-US'],
    ['<html xml:lang="fr">', 'fr'],
    ['<meta http-equiv="content-language" content="es, en">', 'es'],
    ['<html lang="not a language">', ''],
    ['<html lang="en-a-a-a">', ''],
  ])('the language of %j is %j', (html, language) => {
    expect(read(html).language).toBe(language);
  });

  it.each([
    ['<time itemprop="dateModified" datetime="2024-01-02">', Date.UTC(2024, 0, 2)],
    ['<meta name="dcterms.modified" content="2024-01-02 03:04">', Date.UTC(2024, 0, 2, 3, 4)],
    ['<meta http-equiv="last-modified" content="Tue, 02 Jan 2024 00:00:00 GMT">', Date.UTC(2024, 0, 2)],
    ['<meta name="dcterms.modified" content="yesterday">', null],
    ['<meta name="dcterms.modified" content="0001-01-01">', null],
  ])('the date of %j is %j', (html, modified_at_ms) => {
    expect(read(html).modified_at_ms).toBe(modified_at_ms);
  });
});

describe('links', () => {
  it('come from anchors, areas and link rel=next, canonical, each once', () => {
    const html = `<link rel="next" href="?p=2"><link rel="stylesheet" href="s.css"><a href="a">1</a><a href="/dir/a#x">2</a>
      <map><area href="b"></map><a href="HTTP://Other.gov">3</a><a name="x">4</a><a href="mailto:x@y.gov">5</a>`;
    expect(urlsOf(html)).toEqual([
      'https://site.gov/dir/page?p=2',
      'https://site.gov/dir/a',
      'https://site.gov/dir/b',
      'http://other.gov/',
    ]);
  });

  it('are relative to base, wherever it stands', () => {
    expect(urlsOf('<a href="a">1</a><base href="/other/"><base href="/second/">')).toEqual([
      'https://site.gov/other/a',
    ]);
    expect(urlsOf('<base href="javascript:x"><a href="a">1</a>')).toEqual(['https://site.gov/dir/a']);
  });

  it('that are nofollow are not followed', () => {
    const html = '<a rel="external NOFOLLOW" href="a">1</a><a href="b" rel="noopener">2</a>';
    expect(followable(read(html).links)).toEqual(['https://site.gov/dir/b']);
  });

  it('are read from menus, hidden parts and noscript, and not from templates', () => {
    const html =
      '<nav><a href=a></a></nav><p hidden><a href=b></a></p><noscript><a href=c></a></noscript><template><a href=d></a></template>';
    expect(urlsOf(html).map((url) => url.at(-1))).toEqual(['a', 'b', 'c']);
  });
});

describe('canonical and robots', () => {
  it.each([
    ['<link rel="canonical" href="/real?x=1#y">', 'https://site.gov/real?x=1'],
    ['<link rel="alternate Canonical" href="https://Other.gov">', 'https://other.gov/'],
    ['<link rel="canonical" href="http://[">', undefined],
    ['<link rel="alternate" href="/other">', undefined],
  ])('the canonical URL of %j is %j', (html, canonical) => {
    expect(read(html).canonical).toBe(canonical);
  });

  it.each([
    ['<meta name="robots" content="noindex">', true, false],
    ['<META NAME="ROBOTS" CONTENT="NOINDEX,NOFOLLOW">', true, true],
    ['<meta name="robots" content="none">', true, true],
    ['<meta name="robots" content="index, follow">', false, false],
    ['<meta name="Sitepack" content="nofollow">', false, true],
    ['<meta name="googlebot" content="noindex">', false, false],
    ['<meta name="robots" content="nofollow"><meta name="sitepack" content="noindex">', true, true],
    ['<template><meta name="robots" content="noindex"></template>', false, false],
  ])('%s: noindex %s, nofollow %s', (html, noindex, nofollow) => {
    expect(read(html).robots).toMatchObject({ noindex, nofollow });
  });
});

describe('bad pages', () => {
  it('nested 100,000 deep keep their text', () => {
    const page = read(
      `<main>${'<div><b>'.repeat(50_000)}deep${'</b></div>'.repeat(50_000)}after<a href="x">link</a></main>`,
    );
    expect(page.body).toBe('deep\nafterlink');
    expect(page.notes).toEqual([expect.stringMatching(/^nested too deep/)]);
    expect(page.links.map(({ url }) => url)).toEqual(['https://site.gov/dir/x']);
  });

  it.each([
    ['a title of 100 MB', `<title>${'title '.repeat(1e8 / 6)}</title>`],
    ['unclosed elements', '<b>'.repeat(1e6)],
    ['closing tags that close nothing', '<i>'.repeat(MAX_DEPTH - 1) + '</x>'.repeat(100_000)],
    ['nested raw text', '<xmp><iframe><noembed>'.repeat(50_000)],
    ['nested drawings', '<svg>'.repeat(100_000)],
    ['open brackets', '<'.repeat(300_000)],
    ['attributes', `<p ${'a '.repeat(100_000)}>`],
    ['an attribute that never ends', `<p title="${'a'.repeat(1_000_000)}`],
    ['entities', '&amp'.repeat(200_000)],
    ['white space', `<p>${' '.repeat(1_000_000)}x`],
    ['spaced lines', `<pre>${' \n'.repeat(300_000)}x`],
    ['links', '<a href=x>y'.repeat(200_000)],
    ['links to many pages', Array.from({ length: 1e6 }, (_, n) => `<a href=${n}>y`).join('')],
    [
      'a link of white space and many to the same',
      `<a href=x>${' '.repeat(1e6)}</a>${'<a href=x></a>'.repeat(1e5)}`,
    ],
    ['permalinks in a heading', `<h1>${'word<a href=#x>¶</a>'.repeat(100_000)}`],
    ['nested tables', '<table><tr><td>'.repeat(100_000)],
    ['a row of many cells', `<tr>${'<td>x'.repeat(200_000)}`],
    ['rows', '<tr><td>x<td>y'.repeat(100_000)],
    ['names of menus', `<div class="${'nav- '.repeat(100)}">x`.repeat(5000)],
    ['styles', `<p style="${'; '.repeat(500)}display">x`.repeat(2000)],
    ['headings', '<h1 id=x>y'.repeat(200_000)],
    ['JSON-LD', '<script type=application/ld+json>[[]]</script>'.repeat(20_000)],
    ['JSON-LD that nests', `<script type=application/ld+json>${'['.repeat(1e6)}</script>`],
  ])('of %s take no longer than others of their size', (_what, html) => {
    const before = performance.now();
    read(html);
    // Not a measurement: growth with the square would take minutes.
    expect(performance.now() - before).toBeLessThan(15_000);
  });

  it('are cut at the bounds', () => {
    const page = read(`<title>${'t'.repeat(5000)}</title><p>${'😀'.repeat(MAX_BODY_CHARS)}`);
    expect(page.title).toHaveLength(MAX_TITLE_CHARS);
    expect(page.body.length).toBeLessThanOrEqual(MAX_BODY_CHARS);
    expect(page.body.isWellFormed()).toBe(true);
    expect(page.notes).toEqual([
      `only the first ${MAX_TITLE_CHARS} characters of its title are kept`,
      `only its first ${MAX_BODY_CHARS} characters are read`,
    ]);
  });

  it.each([
    ['the title element', `<title>${'t'.repeat(5000)}</title>`, {}, true],
    ['og:title', `<meta property=og:title content=${'t'.repeat(5000)}>`, {}, true],
    [
      'a title that the rules have another for',
      `<title>${'t'.repeat(5000)}</title><h2>T</h2>`,
      { title: 'h2' },
      false,
    ],
  ])('by %s: it is told where that is cut', (_what, html, rules, told) => {
    const { notes } = extractHtml(`${html}<p>text`, 'https://site.gov/', { rules });
    expect(notes.some((note) => note.includes('of its title'))).toBe(told);
  });

  it.each<[what: string, html: string, said: boolean]>([
    ['as much as there may be', `<p>${'a'.repeat(MAX_BODY_CHARS)}`, false],
    ['one character more', `<p>${'a'.repeat(MAX_BODY_CHARS - 2)}<p>bc`, true],
    ['many blocks', `<p>${'a '.repeat(99)}`.repeat(MAX_BODY_CHARS / 150), true],
    ['one block that is longer', `<p>${'a'.repeat(3 * MAX_BODY_CHARS)}`, true],
    ['hidden text alone', `<p hidden>${'a'.repeat(3 * MAX_BODY_CHARS)}`, true],
    [
      'little, beside a menu',
      `<nav>${'a '.repeat(2 * MAX_BODY_CHARS)}</nav><main>${'b '.repeat(200)}`,
      false,
    ],
    ['little, beside hidden text', `<p hidden>${'a'.repeat(3 * MAX_BODY_CHARS)}</p><p>b`, false],
  ])('say when not all of their text is read: %s', (_what, html, said) => {
    expect(read(html).notes).toEqual(said ? [`only its first ${MAX_BODY_CHARS} characters are read`] : []);
  });

  it('say when they have no text, which scripts would make', () => {
    expect(read('<title>App</title><div id="root"></div><script>render()</script>').notes).toEqual([NO_TEXT]);
    expect(read('<title>App</title><div id="root">Loading</div>').notes).toEqual([]);
  });

  it('never make it throw', () => {
    const tags =
      'main article nav p div pre a b title template script svg select table td li h1 html body base link meta x-y'.split(
        ' ',
      );
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        ...tags.flatMap((tag) => [
          `<${tag}>`,
          `</${tag}>`,
          `<${tag} hidden role=main href="../x#y" name=robots content=none>`,
        ]),
      ),
      fc.constantFrom('<!--', '-->', '<![CDATA[', ']]>', '<?xml', '&#xD800;', '&#0;', '"', "'", '=', '<'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const page = read(pieces.join(''));
        expect(`${page.title}${page.body}`).not.toMatch(/[^\P{Cc}\n\t]/u);
      }),
      { numRuns: 500 },
    );
  });
});

describe('contentHash', () => {
  it('changes with what is searched, and not with links or dates', () => {
    const page = read('<title>T</title><p>text</p>');
    expect(contentHash(page)).toMatch(/^[0-9a-f]{64}$/);
    const link = { url: 'https://site.gov/', text: 'Home', in_content: true, nofollow: false };
    const other: Extracted = {
      ...page,
      links: [link],
      around: 'menu',
      published_at_ms: 1,
      modified_at_ms: 1,
    };
    expect(contentHash(other)).toBe(contentHash(page));
    for (const field of ['title', 'description', 'headings', 'body', 'language'] as const) {
      expect(contentHash({ ...page, [field]: 'other' })).not.toBe(contentHash(page));
    }
    const section = { level: 2, text: 'One', start: 0 };
    const image = { ...page.open_graph, image: 'https://site.gov/p.png' };
    for (const shown of [{ sections: [section] }, { sections: [{ ...section, anchor: 'one' }] }]) {
      expect(contentHash({ ...page, ...shown })).not.toBe(contentHash(page));
    }
    for (const shown of [{ open_graph: image }, { types: ['Article'] }, { fields: { price: ['1'] } }]) {
      expect(contentHash({ ...page, ...shown })).not.toBe(contentHash(page));
    }
  });

  it('changes with what may be shown of a page, however that is said', () => {
    const page = read('<p>text');
    const nothing = read('<meta name=robots content=nosnippet><p>text');
    expect(contentHash(nothing)).not.toBe(contentHash(page));
    expect(contentHash(read('<meta name=robots content=max-snippet:0><p>text'))).toBe(contentHash(nothing));
    expect(contentHash(read('<meta name=robots content=max-snippet:9><p>text'))).not.toBe(contentHash(page));
    expect(contentHash(read('<p data-nosnippet>text'))).not.toBe(contentHash(page));
    expect(contentHash(read('<meta name=robots content=noarchive><p>text'))).toBe(contentHash(page));
  });

  it('is the same in whatever order the fields were named', () => {
    const page = read('<p>text');
    const one = contentHash({ ...page, fields: { a: ['1'], b: ['2'] } });
    expect(contentHash({ ...page, fields: { b: ['2'], a: ['1'] } })).toBe(one);
  });
});
