import { describe, expect, it } from 'vitest';
import { NO_OPEN_GRAPH } from '../extracted.ts';
import { extractHtml } from './extract-html.ts';

const read = (html: string) => extractHtml(html, 'https://site.gov/dir/page');

const og = (name: string, content: string): string => `<meta property="og:${name}" content="${content}">`;

describe('Open Graph', () => {
  it('is read, its image as a URL', () => {
    const html = [
      og('title', ' The\n title '),
      og('description', 'About it'),
      og('image', '/pictures/tower.jpg#top'),
      og('type', 'article'),
      og('site_name', 'City of Rome'),
    ].join('');
    expect(read(html).open_graph).toEqual({
      title: 'The title',
      description: 'About it',
      image: 'https://site.gov/pictures/tower.jpg',
      type: 'article',
      site_name: 'City of Rome',
    });
  });

  it('is empty where there is none, or no URL', () => {
    expect(read('<title>x</title>').open_graph).toEqual(NO_OPEN_GRAPH);
    expect(read(og('image', 'javascript:alert(1)')).open_graph.image).toBe('');
  });

  it('is bounded', () => {
    const { open_graph } = read(
      ['title', 'description', 'type', 'image'].map((name) => og(name, 'x'.repeat(9000))).join(''),
    );
    expect(Object.values(open_graph).map((text) => text.length)).toEqual([1000, 5000, 0, 200, 0]);
  });

  it.each([
    ['<html lang=fr>', 'fr'],
    ['<html>', 'de-DE'],
    ['<html lang="">', 'de-DE'],
    ['<meta http-equiv=content-language content=it>', 'it'],
  ])('tells the language where %j does not', (html, language) => {
    expect(read(`${html}${og('locale', 'de_DE')}`).language).toBe(language);
  });
});

describe('dates', () => {
  const meta = (name: string, content: string): string => `<meta name="${name}" content="${content}">`;
  const time = (attributes: string): string => `<time ${attributes} datetime="2024-05-06">May</time>`;
  const JANUARY = Date.UTC(2024, 0, 2);
  const MAY = Date.UTC(2024, 4, 6);

  it.each<[html: string, published_at_ms: number | null, modified_at_ms: number | null]>([
    ['<meta property="article:published_time" content="2024-01-02T00:00:00Z">', JANUARY, null],
    [meta('DC.Date.Issued', '2024-01-02'), JANUARY, null],
    [meta('dcterms.created', '2024-01-02'), JANUARY, null],
    [meta('citation_publication_date', '2024/1/2'), JANUARY, null],
    [meta('citation_date', '2024'), Date.UTC(2024, 0, 1), null],
    [meta('date', '2024-01-02 00:00'), JANUARY, null],
    [meta('date', 'soon') + meta('pubdate', '2024-01-02'), JANUARY, null],
    [meta('date', '2024-05-06') + meta('dc.date', '2024-01-02'), JANUARY, null],
    ['<meta itemprop="datePublished" content="2024-01-02">', JANUARY, null],
    ['<head></head><div><meta itemprop="dateModified" content="2024-01-02"></div>', null, JANUARY],
    [time('itemprop="datePublished"'), MAY, null],
    [time('itemprop="dateModified"'), null, MAY],
    [time('pubdate'), MAY, null],
    [`<article>${time('class="entry-date published"')}text</article>`, MAY, null],
    [`<main>${time('class="dt-updated"')}text</main>`, null, MAY],
    [`<aside>${time('class="published"')}</aside>`, null, null],
    [time('class="published"'), null, null],
    [meta('date', '2024-01-02') + time('itemprop="datePublished"'), JANUARY, null],
    ['<time itemprop="datePublished">May</time>', null, null],
  ])('of %s', (html, published_at_ms, modified_at_ms) => {
    expect(read(html)).toMatchObject({ published_at_ms, modified_at_ms });
  });
});

describe('the head of a page', () => {
  const SAID = '<meta name=robots content=noindex><link rel=canonical href=/real><title>Title</title>';

  it.each([
    [
      'a comment that names its end',
      '<head><!-- as high in the <head> as can be, and this right after the opening <body> tag -->',
    ],
    ['a script that writes its end', `<head><script>document.write('</head><body class="x">')</script>`],
    ['data with its end in it', `<head><script type="application/json">{"a":"</head>"}</script>`],
    ['an attribute with its end in it', '<head><meta name=x content="</head><body >">'],
    ['a style sheet in it', `<head><style>${'.a{color:red}'.repeat(10_000)}</style>`],
    ['no beginning and no end', ''],
  ])('is read behind %s', (_what, before) => {
    const { robots, canonical, title } = read(`<!doctype html><html>${before}${SAID}</head><body>text`);
    expect({ noindex: robots.noindex, canonical, title }).toEqual({
      noindex: true,
      canonical: 'https://site.gov/real',
      title: 'Title',
    });
  });

  it('is not all that crawlers and browsers heed: what a page asks of them in its body counts', () => {
    const page = read(
      `<head></head><body><p>text<title>Title</title><meta name=robots content="noindex"><meta name=robots content="nofollow">
       <meta name=description content="About it"><meta http-equiv=refresh content="0;url=/other"><base href="/base/"></body>`,
    );
    expect(page).toMatchObject({
      title: 'Title',
      description: 'About it',
      refresh: 'https://site.gov/other',
      robots: { noindex: true, nofollow: true },
    });
  });

  it.each(['<head></head><body>', '<head></head>', '<body>'])(
    'alone says which URL is its own, and what kind of page it is: not what comes behind %s',
    (end) => {
      const page = read(
        `${end}<p>text<link rel=canonical href=/evil><meta itemprop=description content=Nut>`,
      );
      expect(page).toMatchObject({ canonical: undefined, description: '' });
    },
  );

  it('is not in drawings, in templates, nor in what is for browsers without scripts', () => {
    const hidden = `${SAID}<base href="/base/"><meta name=description content=x>`;
    const page = read(
      `<svg>${hidden}</svg><template><b>${hidden}</b></template><noscript>${hidden}</noscript><a href=a>link</a>`,
    );
    expect(page).toMatchObject({ title: '', description: '', canonical: undefined });
    expect(page.robots.noindex).toBe(false);
    expect(page.links.map(({ url }) => url)).toEqual(['https://site.gov/dir/a']);
  });

  it('says a thing under each name that it gives', () => {
    const both = '<meta name=description property="og:description" content=Both itemprop=datePublished>';
    expect(read(both)).toMatchObject({ description: 'Both', open_graph: { description: 'Both' } });
  });

  it('is read the same whatever the rules of the site leave out', () => {
    const rules = { exclude: ['head', 'svg', 'title'], body: 'p', title: '.none' };
    const page = extractHtml(
      `<head>${SAID}<svg><title>Icon</title></svg></head><body><p>text`,
      'https://site.gov/',
      {
        rules,
      },
    );
    expect(page).toMatchObject({ title: 'Title', canonical: 'https://site.gov/real', body: 'text' });
    expect(page.robots.noindex).toBe(true);
  });

  it('is bounded', () => {
    const html = `<title>${'t '.repeat(1e6)}</title>${'<meta name=robots content=x><meta name=date content=x>'.repeat(1e4)}
      <meta name=description content="${'d '.repeat(1e6)}"><meta name=robots content=noindex>`;
    const page = read(html);
    expect([page.title.length, page.description.length]).toEqual([1000, 5000]);
    expect(page.robots.noindex).toBe(true);
  });
});

describe('meta refresh', () => {
  const refresh = (content: string): string => `<meta http-equiv="Refresh" content="${content}">`;

  it.each([
    ['0; url=/other', 'https://site.gov/other'],
    ['5;URL=other', 'https://site.gov/dir/other'],
    ["0; url='https://Other.gov/a b'", 'https://other.gov/a%20b'],
    ['0, /other', 'https://site.gov/other'],
    ['1.5 /other', 'https://site.gov/other'],
    ['6; url=/other', undefined],
    ['600', undefined],
    ['0', undefined],
    ['0;', undefined],
    ['0; url=', undefined],
    ['0; url=javascript:alert(1)', undefined],
    ['url=/other', undefined],
    ['-1; url=/other', undefined],
    ['0;url=x'.padEnd(6000, 'x'), undefined],
  ])('of %j leads to %s', (content, target) => {
    expect(read(refresh(content)).refresh).toBe(target);
  });

  it('is relative to base, and that for browsers without scripts is none', () => {
    expect(read(`<base href="/base/">${refresh('0;url=a')}`).refresh).toBe('https://site.gov/base/a');
    expect(read(`<head><noscript>${refresh('0;url=a')}</noscript></head>`).refresh).toBeUndefined();
  });

  it('is told by http-equiv, whatever the name beside it, and by no name', () => {
    const beside = '<meta name=x property=y http-equiv=refresh content="0;url=/other">';
    expect(read(beside).refresh).toBe('https://site.gov/other');
    expect(read('<meta name=refresh content="0;url=/other">').refresh).toBeUndefined();
  });

  it('takes white space of any length', () => {
    expect(read(refresh(`0${' '.repeat(4000)}`)).refresh).toBeUndefined();
  });
});
