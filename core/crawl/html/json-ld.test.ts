import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractHtml } from './extract-html.ts';
import { MAX_JSON_LD_CHARS, readJsonLd } from './json-ld.ts';

const JANUARY = Date.UTC(2024, 0, 1);
const MAY = Date.UTC(2024, 4, 6);
const NOTHING = { types: [], headline: '', published_at_ms: null, modified_at_ms: null };

describe('JSON-LD', () => {
  it.each<[says: string, json: unknown, expected: object]>([
    [
      'of one thing',
      {
        '@type': 'NewsArticle',
        headline: ' The\nnews ',
        datePublished: '2024-01-01',
        dateModified: '2024-05-06',
      },
      { types: ['NewsArticle'], headline: 'The news', published_at_ms: JANUARY, modified_at_ms: MAY },
    ],
    [
      'of several types',
      { '@type': ['Report', 'http://schema.org/Article'] },
      { types: ['Report', 'Article'] },
    ],
    [
      'in a graph',
      { '@graph': [{ '@type': 'WebSite' }, { '@type': 'schema:WebPage', datePublished: '2024-01-01' }] },
      { types: ['WebSite', 'WebPage'], published_at_ms: JANUARY },
    ],
    [
      'in a list',
      [{ '@type': 'BreadcrumbList' }, [{ '@type': 'Article', dateModified: '2024-05-06' }]],
      { types: ['BreadcrumbList', 'Article'], modified_at_ms: MAY },
    ],
    [
      'of the main thing of a page',
      { '@type': 'WebPage', mainEntity: { '@type': 'Recipe', datePublished: '2024-01-01' } },
      { types: ['WebPage', 'Recipe'], published_at_ms: JANUARY },
    ],
    [
      'not of its comments and other pages',
      {
        '@type': 'Article',
        comment: [{ '@type': 'Comment', datePublished: '2024-05-06' }],
        itemListElement: [{ '@type': 'Article', datePublished: '2024-05-06', headline: 'Other' }],
      },
      { types: ['Article'] },
    ],
    ['dates that are none', { datePublished: 'yesterday', dateModified: 2024 }, {}],
    ['types that are none', { '@type': ['<b>', '', 'a b', 7, null] }, {}],
    ['no object', 'text', {}],
  ])('is read %s', (_says, json, expected) => {
    expect(readJsonLd([JSON.stringify(json)])).toEqual({ ...NOTHING, ...expected });
  });

  it('that is no JSON is passed over', () => {
    expect(readJsonLd(['{"@type": "Article",}', '', '{"@type": "Report"}']).types).toEqual(['Report']);
  });

  it('never makes it throw, and is bounded', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.json(), fc.string())), (scripts) => {
        expect(readJsonLd(scripts).types.length).toBeLessThanOrEqual(20);
      }),
    );
    const names = Array.from({ length: 5000 }, (_, n) => ({ '@type': `T${n}` }));
    expect(readJsonLd([JSON.stringify(names)]).types).toHaveLength(20);
    const deep = `${'{"@graph":['.repeat(20_000)}${']}'.repeat(20_000)}`;
    expect(readJsonLd([deep])).toEqual(NOTHING);
    const wide = `[${'[0,0],'.repeat(40_000)}0]`;
    expect(readJsonLd([wide])).toEqual(NOTHING);
  });

  it('is taken from head and body, and gives title and dates where the head has none', () => {
    const script = (json: object): string =>
      `<script type="Application/LD+JSON">${JSON.stringify(json)}</script>`;
    const article = { '@type': 'Article', headline: 'The news', datePublished: '2024-01-01' };
    const html = `<head>${script({ '@type': 'WebSite' })}</head><p>x</p>${script(article)}<h1>Heading</h1>`;
    const page = extractHtml(html, 'https://site.gov/');
    expect(page).toMatchObject({
      title: 'The news',
      types: ['WebSite', 'Article'],
      published_at_ms: JANUARY,
      body: 'x\nHeading',
    });
    const said = '<title>Title</title><meta property="article:published_time" content="2024-05-06">';
    expect(extractHtml(`${said}${html}`, 'https://site.gov/')).toMatchObject({
      title: 'Title',
      published_at_ms: MAY,
    });
  });

  it('beyond its bound is not read, and what came before is', () => {
    const script = (type: string, size: number): string =>
      `<script type=application/ld+json>{"@type":"${type}","text":"${'x'.repeat(size)}"}</script>`;
    const html = `${script('One', 10)}${script('Big', MAX_JSON_LD_CHARS)}${script('Two', 10)}<p>text`;
    expect(extractHtml(html, 'https://site.gov/')).toMatchObject({ types: ['One'], body: 'text' });
  });
});
