import { NO_RULES, type PreparedRules, prepareRules } from '#core/crawl/link-rules.ts';
import type { IndexSettings } from './index-settings.ts';

/** By the settings that they were made ready from: those are shared by all pages of some seconds. */
const prepared = new WeakMap<IndexSettings, PreparedRules>();

/** The rules for links of an index, made ready to be asked. */
export function linkRulesOf(settings: IndexSettings): PreparedRules {
  const { include, exclude, drop_query, ignore_traps } = settings.crawl ?? {};
  if ([include, exclude, drop_query, ignore_traps].every((rule) => rule === undefined)) return NO_RULES;
  const rules = prepared.get(settings) ?? prepareRules({ include, exclude, drop_query, ignore_traps });
  prepared.set(settings, rules);
  return rules;
}
