import { describe, expect, it } from 'vitest';
import { PostedLinks } from './posted-links.ts';

describe('links that need no look', () => {
  it('are claimed once, and no more when they are posted', () => {
    const links = new PostedLinks();
    expect(links.claim('c', ['a', 'b'])).toEqual({ mine: ['a', 'b'], others: [] });
    links.settle('c', ['a', 'b'], true);
    expect(links.claim('c', ['a', 'b', 'c']).mine).toEqual(['c']);
    expect(links.claim('other crawl', ['a']).mine).toEqual(['a']);
  });

  it('are waited for while another page posts them, and fall to the next when that fails', async () => {
    const links = new PostedLinks();
    links.claim('c', ['a']);
    const { mine, others } = links.claim('c', ['a']);
    expect(mine).toEqual([]);
    links.settle('c', ['a'], false);
    await Promise.all(others.map(({ settled }) => settled));
    expect(links.claim('c', ['a']).mine).toEqual(['a']);
  });

  it.each([
    ['100,000', 'x', 100_000],
    ['10,000, where their URLs have 1,966 characters', 'x'.repeat(1960), 10_000],
  ])('are %s at a time', (_what, long, most) => {
    const links = new PostedLinks();
    const urls = Array.from({ length: most + 1 }, (_, n) => `${long}${100_000 + n}`);
    links.settle('c', urls, true);
    expect(urls.filter((url) => !links.isPosted('c', url))).toEqual(urls.slice(0, 1));
  });
});
