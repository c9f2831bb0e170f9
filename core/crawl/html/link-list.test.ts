import { describe, expect, it } from 'vitest';
import type { PageLink } from '../extracted.ts';
import { MAX_LINK_CHARS, MAX_LINK_URLS, MAX_LINKS, type PageLinks } from '../page-links.ts';
import { LinkList, MAX_LINK_TEXTS, type Mention, followable } from './link-list.ts';
import { Zone } from './page-zone.ts';

function pageLinks(list: LinkList, base = 'https://site.gov/dir/page'): PageLinks {
  return list.resolve(base, ({ zone }) => zone > Zone.noise);
}

function resolved(list: LinkList): PageLink[] {
  return pageLinks(list).all;
}

function linksOf(...hrefs: string[]): string[] {
  const list = new LinkList();
  for (const href of hrefs) list.add(href, true);
  return followable(resolved(list));
}

function mention(text: string, zone: Zone = Zone.body, label = ''): Mention {
  return { text, label, zone, region: undefined, nth: 0 };
}

describe('LinkList', () => {
  it('resolves links in the order of the page, each page once', () => {
    expect(linksOf('b', 'a', 'b#part', './b', ' a ')).toEqual([
      'https://site.gov/dir/b',
      'https://site.gov/dir/a',
    ]);
  });

  it('leaves out places in the page itself, and what no page is', () => {
    expect(
      linksOf('#top', '', ' ', 'mailto:x@site.gov', 'JavaScript:void(0)', 'data:text/plain,x', 'http://['),
    ).toEqual([]);
  });

  it('keeps a query that is all there is', () => {
    expect(linksOf('?page=2')).toEqual(['https://site.gov/dir/page?page=2']);
  });

  it('follows a link that one of its places lets be followed', () => {
    const list = new LinkList();
    list.add('a', false);
    list.add('b', false);
    list.add('a', true);
    expect(followable(resolved(list))).toEqual(['https://site.gov/dir/a']);
  });

  it.each([
    [MAX_LINKS, [], 0],
    [MAX_LINKS + 1, [`only the first ${MAX_LINKS} of its links are kept`], 1],
    [MAX_LINKS + 30, [`only the first ${MAX_LINKS} of its links are kept`], 30],
  ])('of %i links says %j, and counts %i beyond', (count, notes, over) => {
    const list = new LinkList();
    for (let n = 0; n < count; n += 1) list.add(`p${n}`, true);
    list.add('p0', true);
    list.add('mailto:x@site.gov', true);
    const links = pageLinks(list);
    expect(links.all).toHaveLength(MAX_LINKS);
    expect(links.notes).toEqual(notes);
    expect(links.over).toBe(over);
  });

  it('counts of the links beyond those that may be followed', () => {
    const list = new LinkList();
    for (let n = 0; n < MAX_LINKS; n += 1) list.add(`p${n}`, true);
    list.add('login', false);
    list.add('p', true);
    expect(pageLinks(list).over).toBe(1);
  });

  it('keeps no more of URLs than its bound, however short the links are', () => {
    const list = new LinkList();
    // One that is known already takes no room.
    for (let n = 1000; n < 6000; n += 1) for (const href of [`p${n}`, `./p${n}`]) list.add(href, true);
    const links = pageLinks(list, `https://site.gov/${'d'.repeat(1977)}/page`);
    expect(links.all[0]?.url).toHaveLength(2000);
    expect(links.all).toHaveLength(MAX_LINK_URLS / 2000);
    expect(links.notes).toEqual(['only the first 1000 of its links are kept']);
    expect(links.over).toBe(2 * (5000 - 1000));
  });

  it.each<[string, [href: string, mention: Mention][], Partial<PageLink>]>([
    ['its text, in one line', [['a', mention(' The\n page ')]], { text: 'The page', in_content: true }],
    ['what its attributes call it', [['a', mention(' ', Zone.body, 'Page')]], { text: 'Page' }],
    [
      'the first of several texts',
      [
        ['a', mention('One')],
        ['a', mention('Two')],
      ],
      { text: 'One' },
    ],
    [
      'the text in the content, though one in a menu came first',
      [
        ['a', mention('Menu', Zone.noise)],
        ['a', mention('Text')],
      ],
      { text: 'Text', in_content: true },
    ],
    [
      'words rather than none',
      [
        ['a', mention('')],
        ['a#part', mention('Part')],
      ],
      { text: 'Part' },
    ],
    [
      'the same of several spellings',
      [
        ['a', mention('Menu', Zone.noise)],
        ['./a', mention('Text')],
        ['/dir/a', mention('Last')],
      ],
      { text: 'Text', in_content: true },
    ],
    [
      'a menu where it is nowhere else',
      [['a', mention('Menu', Zone.noise)]],
      { text: 'Menu', in_content: false },
    ],
  ])('a link tells %s', (_what, places, expected) => {
    const list = new LinkList();
    for (const [href, place] of places) list.add(href, true, place);
    expect(resolved(list)).toMatchObject([expected]);
  });

  it('keeps no more text than its bounds', () => {
    const list = new LinkList();
    for (let n = 0; n < 2000; n += 1) list.add(`p${n}`, true, mention('😀'.repeat(500)));
    const links = resolved(list);
    expect(links).toHaveLength(2000);
    expect(Math.max(...links.map(({ text }) => text.length))).toBe(MAX_LINK_CHARS);
    expect(links.map(({ text }) => text).join('').length).toBeLessThan(MAX_LINK_TEXTS + MAX_LINK_CHARS);
  });
});
