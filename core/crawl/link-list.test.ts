import { describe, expect, it } from 'vitest';
import { LinkList, MAX_LINKS } from './link-list.ts';

function linksOf(...hrefs: string[]): string[] {
  const list = new LinkList();
  for (const href of hrefs) list.add(href, true);
  return list.resolve('https://site.gov/dir/page');
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
    expect(list.resolve('https://site.gov/')).toEqual(['https://site.gov/a']);
  });

  it('has a bound', () => {
    const list = new LinkList();
    for (let n = 0; n < MAX_LINKS + 10; n += 1) list.add(`p${n}`, true);
    expect(list.resolve('https://site.gov/')).toHaveLength(MAX_LINKS);
  });
});
