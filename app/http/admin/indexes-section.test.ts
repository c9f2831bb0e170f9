import { load } from 'cheerio';
import { expect, it } from 'vitest';
import type { Html } from '../pages/layout.ts';
import { type IndexState, UNSEEN, listed } from './admin-state.ts';
import { indexesSection } from './indexes-section.ts';
import { stripSection } from './strip-section.ts';

const INDEX: IndexState = {
  index: 'site.gov',
  live: 3,
  serving: 3,
  loading: null,
  documents: 57,
  bytes: 8192,
  shards: 1,
  updated_at_ms: 1_700_000_000_000,
  waiting: null,
  held: null,
};
const REASON = {
  code: 'lost',
  live: 57,
  found: 37,
  threshold: 6,
  text: '37 of 57 documents would <leave>',
} as const;
const HELD: IndexState = {
  ...INDEX,
  held: {
    manifest: 'ab'.repeat(32),
    base: 3,
    held_at_ms: 1_700_000_000_000,
    documents: 20,
    bytes: 4096,
    lost: 37,
    reasons: [REASON],
  },
};

async function rendered(section: Html) {
  return load((await section).toString());
}

it('an index of which a version is held says so and why, and has what to do about it', async () => {
  const state = { ...UNSEEN, indexes: listed([HELD], 10) };
  const page = await rendered(indexesSection(state));
  expect(page('td[data-label="State"]').text()).toContain(REASON.text);
  expect(page('a[href="/v1/indexes/site.gov/diff"]')).toHaveLength(1);
  const buttons = page('button')
    .toArray()
    .map((button) => page(button));
  expect(buttons.map((button) => button.attr('data-path'))).toEqual([
    '/v1/indexes/site.gov/publish',
    '/v1/indexes/site.gov/drop',
  ]);
  for (const button of buttons) {
    expect(JSON.parse(button.attr('data-body') ?? '')).toEqual({ manifest: HELD.held?.manifest });
    expect(button.attr('data-question')).not.toBe('');
  }
  expect((await rendered(stripSection(state)))('.alarm[data-key="Held"] dd').text()).toContain('1 version');
});

it('an index of which no version is held has no such buttons', async () => {
  const state = { ...UNSEEN, indexes: listed([INDEX], 10) };
  const page = await rendered(indexesSection(state));
  expect(page('button')).toHaveLength(0);
  expect(page('td[data-label="State"]').text()).not.toContain('held');
  expect((await rendered(stripSection(state)))('.alarm')).toHaveLength(0);
});
