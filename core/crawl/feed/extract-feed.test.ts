import { describe, expect, it } from 'vitest';
import { partedPage } from '../parted-text.ts';
import { extractFeed, isFeed } from './extract-feed.ts';
import { extractJsonFeed } from './extract-json-feed.ts';

const url = 'https://site.gov/feed';
const asPage = (feed: Parameters<typeof partedPage>[0]) =>
  partedPage(feed, { url, name: 'feed', content_type: 'application/xml' });
const pageOf = (xml: string) => asPage(extractFeed(xml, url));

const pageOfJson = (json: string) => {
  const feed = extractJsonFeed(json, url);
  return feed && asPage(feed);
};

const rss = (item: string) => `<rss><channel><item><title>x</title>${item}</item></channel></rss>`;

const EXPECTED = {
  title: 'News & more',
  description: 'What is new',
  headings: 'One\nTwo',
  body: 'One\nFirst text.\nMore.\nTwo\nSecond',
  links: [{ url: 'https://site.gov/1' }, { url: 'https://site.gov/2' }],
  language: 'de',
  modified_at_ms: Date.UTC(2024, 0, 2, 10),
  sections: [
    { level: 2, text: 'One', start: 0 },
    { level: 2, text: 'Two', start: 22 },
  ],
};

describe('a feed is read as a page', () => {
  it('of RSS', () => {
    const xml = `<?xml version="1.0"?><rss version="2.0" xmlns:content="c" xmlns:atom="a"><channel>
      <title>News &amp; more</title><link>https://site.gov/</link><atom:link href="https://site.gov/feed" rel="self"/>
      <description>What is new</description><language>de</language><lastBuildDate>Tue, 02 Jan 2024 11:00:00 +0100</lastBuildDate>
      <image><title>Logo</title><url>https://site.gov/logo.png</url></image>
      <item><title>One</title><link> /1 </link><description>First</description>
        <content:encoded><![CDATA[<p>First <b>text</b>.</p><p>More.</p>]]></content:encoded><pubDate>Mon, 01 Jan 2024 00:00:00 GMT</pubDate></item>
      <item><title>Two</title><link>https://site.gov/2</link><description>&lt;i&gt;Second&lt;/i&gt;</description></item>
      </channel></rss>`;
    expect(pageOf(xml)).toMatchObject(EXPECTED);
  });

  it('of RSS 1.0', () => {
    const xml = `<rdf:RDF xmlns:rdf="r" xmlns:dc="d" xml:lang="de"><channel><title>News &amp; more</title><description>What is new</description>
      <dc:date>2024-01-02T10:00:00Z</dc:date></channel><item><title>One</title><link>/1</link><description>First text.
More.</description></item><item><title>Two</title><link>/2</link><description>Second</description></item></rdf:RDF>`;
    expect(pageOf(xml)).toMatchObject(EXPECTED);
  });

  it('of Atom', () => {
    const xml = `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title type="text">News &amp; more</title><subtitle>What is new</subtitle>
      <link rel="self" href="/feed"/><updated>2024-01-02T10:00:00Z</updated>
      <entry><title>One</title><link rel="replies" href="/1/replies"/><link href="/1"/><summary>First</summary>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>First <em>text</em>.</p><p>More.</p></div></content></entry>
      <entry><title>Two</title><link href="/2"/><content type="html">&lt;p&gt;Second&lt;/p&gt;</content><updated>2023-01-01T00:00:00Z</updated></entry></feed>`;
    expect(pageOf(xml)).toMatchObject(EXPECTED);
  });

  it('of JSON', () => {
    const feed = {
      version: 'https://jsonfeed.org/version/1.1',
      title: 'News & more',
      description: 'What is new',
      language: 'de',
      items: [
        {
          id: '1',
          title: 'One',
          url: '/1',
          content_html: '<p>First text.</p><p>More.</p>',
          date_published: '2024-01-02T10:00:00Z',
        },
        { id: '2', title: 'Two', url: '/2', content_text: 'Second' },
        'no entry',
        null,
      ],
    };
    const json = JSON.stringify(feed);
    expect(pageOfJson(json)).toMatchObject(EXPECTED);
  });

  it.each<[says: string, xml: string, links: string[]]>([
    ['a guid', rss('<guid>https://site.gov/1</guid>'), ['https://site.gov/1']],
    ['a guid behind an empty link', rss('<link/><guid>/1</guid>'), ['https://site.gov/1']],
    ['a link, and not the guid', rss('<guid>/2</guid><link>/1</link>'), ['https://site.gov/1']],
    ['no guid that is no link', rss('<guid isPermaLink="False">https://site.gov/1</guid>'), []],
    ['no guid that is a word', rss('<guid>urn:uuid:1</guid>') + rss('<guid>4711</guid>'), []],
    ['an Atom link in RSS', rss('<atom:link rel="alternate" href="/1"/>'), ['https://site.gov/1']],
    [
      'what it is about',
      '<rdf:RDF><item rdf:about="/1"><title>x</title></item></rdf:RDF>',
      ['https://site.gov/1'],
    ],
    [
      'the page, and no feed of it',
      '<feed><entry><link type="application/json" href="/1.json"/><link type="text/html" href="/1"/></entry></feed>',
      ['https://site.gov/1'],
    ],
    [
      'a link relative to xml:base',
      '<feed xml:base="/blog/"><entry><link href="one"/></entry><entry xml:base="2024/"><link href="two"/></entry><entry><link href="/three"/></entry></feed>',
      ['https://site.gov/blog/one', 'https://site.gov/blog/2024/two', 'https://site.gov/three'],
    ],
    [
      'a link in other letters',
      '<feed><entry><link rel="Alternate" href="/1"/></entry></feed>',
      ['https://site.gov/1'],
    ],
  ])('whose entries lead on by %s', (_says, xml, links) => {
    expect(pageOf(xml).links.map((link) => link.url)).toEqual(links);
  });

  it('of JSON, whose entries may have a URL for an id', () => {
    const items = [{ id: 'https://site.gov/1' }, { id: '2' }, { id: 'https://site.gov/x', url: '/3' }];
    const json = JSON.stringify({ version: 'https://jsonfeed.org/version/1', items });
    const urls = pageOfJson(json)?.links.map((link) => link.url);
    expect(urls).toEqual(['https://site.gov/1', 'https://site.gov/3']);
  });

  it.each([
    '{"version": "https://jsonfeed.org/version/1", "items": [',
    '{"home": "https://jsonfeed.org/"}',
    '[]',
  ])('not of other JSON: %s', (json) => {
    expect(pageOfJson(json)).toBeUndefined();
  });

  it('that is cut off, up to there', () => {
    expect(
      pageOf('<rss><channel><title>T</title><item><title>One</title></item><item><title>Tw'),
    ).toMatchObject({
      title: 'T',
      headings: 'One\nTw',
    });
  });

  it('with text that must not become markup', () => {
    const xml =
      '<feed><entry><title>x</title><content type="xhtml"><div>if a &lt;b&gt; c</div></content></entry></feed>';
    expect(pageOf(xml).body).toBe('x\nif a <b> c');
  });
});

it.each([
  ['rss', true],
  ['rdf:RDF', true],
  ['feed', true],
  ['atom:feed', true],
  ['urlset', false],
  ['html', false],
  ['', false],
])('%s is the root of a feed: %s', (root, feed) => {
  expect(isFeed(root)).toBe(feed);
});
