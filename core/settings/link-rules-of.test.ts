import { expect, it } from 'vitest';
import { NO_RULES } from '#core/crawl/link-rules.ts';
import { indexSettingsSchema } from './index-settings.ts';
import { linkRulesOf } from './link-rules-of.ts';

it('makes the rules of an index ready once for as long as its settings stand', () => {
  const settings = indexSettingsSchema.parse({ crawl: { exclude: ['/private/'], drop_query: ['sort'] } });
  const rules = linkRulesOf(settings);
  expect(rules.exclude).toEqual(['/private/']);
  expect(linkRulesOf(settings)).toBe(rules);
  expect(linkRulesOf({ crawl: { max_depth: 1 } })).toBe(NO_RULES);
  expect(linkRulesOf({ crawl: { ignore_traps: ['calendar'] } }).ignored_traps).toEqual(new Set(['calendar']));
});
