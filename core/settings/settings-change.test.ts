import { describe, expect, it } from 'vitest';
import type { IndexSettings } from './index-settings.ts';
import { settingsChange } from './settings-change.ts';

const REQUEST = { hosts: ['site.gov'], headers: { 'x-key': 'k', 'x-other': 'o' } };
const told = (headers: Record<string, string>): IndexSettings => ({ request: { ...REQUEST, headers } });

describe('a change of settings', () => {
  it('is a merge patch of what differs', () => {
    const before: IndexSettings = { crawl: { max_depth: 3, max_pages: 10 }, gate: { lost_share: 0.5 } };
    const after: IndexSettings = { crawl: { max_depth: 4 }, search: { hidden: ['https://site.gov/a'] } };
    expect(settingsChange(before, after)).toEqual({
      crawl: { max_depth: 4, max_pages: null },
      gate: null,
      search: { hidden: ['https://site.gov/a'] },
    });
    expect(settingsChange(before, before)).toEqual({});
  });

  it('tells that a secret was changed, and no secret', () => {
    const change = settingsChange(
      told({ 'x-key': 'k', 'x-other': 'o', gone: 'g' }),
      told({ 'x-key': 'new', 'x-other': 'o' }),
    );
    expect(change).toEqual({ request: { headers: { 'x-key': '********', gone: null } } });
    expect(settingsChange({ request: REQUEST }, { request: REQUEST })).toEqual({});
    expect(settingsChange({}, told({ 'x-key': 'k' }))).toEqual({
      request: { hosts: ['site.gov'], headers: { 'x-key': '********' } },
    });
  });
});
