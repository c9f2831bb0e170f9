import { describe, expect, it } from 'vitest';
import { pageRulesSchema } from './page-rules.ts';

describe('rules of a site', () => {
  it('may be none, or all there are', () => {
    const rules = {
      title: 'h1.title',
      body: '#content, .appendix',
      exclude: ['.toc', 'nav'],
      fields: {
        department: 'meta[name=department]',
        price: { selector: '.price', attribute: 'data-amount' },
      },
    };
    expect(pageRulesSchema.parse({})).toEqual({});
    expect(pageRulesSchema.parse(rules)).toEqual(rules);
  });

  it.each<[rules: object, where: string, says: string]>([
    [{ body: 'div[' }, 'body', '"div[" is no CSS selector'],
    [{ exclude: ['nav', 'a ~ b'] }, 'exclude.1', '"a ~ b" has ~, which takes too long on big pages'],
    [{ fields: { Price: '.price' } }, 'fields.Price', ''],
    [
      { fields: { price: { selector: '.price' } } },
      'fields.price',
      'a CSS selector, or {"selector", "attribute"}',
    ],
    [{ fields: { price: 7 } }, 'fields.price', 'a CSS selector, or {"selector", "attribute"}'],
    [
      { fields: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`f${n}`, 'p'])) },
      'fields',
      'at most 20 fields',
    ],
    [{ exclude: Array.from({ length: 51 }, () => 'p') }, 'exclude', ''],
    [{ content: 'main' }, '', 'content'],
  ])('%j is refused, and why', (rules, where, says) => {
    const { error } = pageRulesSchema.safeParse(rules);
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([where]);
    expect(error?.issues[0]?.message).toContain(says);
  });
});
