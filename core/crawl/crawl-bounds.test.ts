import { describe, expect, it } from 'vitest';
import { crawlBounds } from './crawl-bounds.ts';

const configured = { max_depth: 20, max_pages: 1000 };
const set = { crawl: { domains: ['docs.gov', 'site.gov'], max_depth: 5 } };

describe('the bounds of a crawl', () => {
  it('are those that are asked for, else those of the index, else those that are configured', () => {
    expect(crawlBounds('site.gov', {}, {}, configured).limits).toEqual({ depth: 20, pages: 1000 });
    expect(crawlBounds('site.gov', {}, set, configured).limits).toEqual({ depth: 5, pages: 1000 });
    expect(crawlBounds('site.gov', { limits: { depth: 0 } }, set, configured).limits).toEqual({
      depth: 0,
      pages: 1000,
    });
  });

  it('are without limits of bytes and of time unless such are asked for, or set', () => {
    const of_index = { crawl: { max_bytes: 5000, max_seconds: 60 } };
    expect(crawlBounds('site.gov', {}, of_index, configured).limits).toMatchObject({
      bytes: 5000,
      seconds: 60,
    });
    const asked = crawlBounds('site.gov', { limits: { bytes: 700, seconds: 9 } }, of_index, configured);
    expect(asked.limits).toEqual({ depth: 20, pages: 1000, bytes: 700, seconds: 9 });
  });

  it('have each host once, that of the site first', () => {
    const asked = { domains: ['more.gov', 'docs.gov'] };
    const { domains } = crawlBounds('site.gov', asked, set, configured);
    expect(domains).toEqual(['site.gov', 'docs.gov', 'more.gov']);
  });
});
