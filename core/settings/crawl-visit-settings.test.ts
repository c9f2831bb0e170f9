import { expect, it } from 'vitest';
import type { Crawl } from '#core/tables/crawls.ts';
import { crawlVisitSettings } from './crawl-visit-settings.ts';
import { indexSettingsSchema } from './index-settings.ts';

const crawl: Crawl = {
  pk: 'made',
  sk: 'made.1',
  site: 'site.gov',
  scheme: 'https',
  path: '/docs/',
  domains: ['site.gov'],
  limits: { depth: 5, pages: 10 },
  state: 'running',
  admitted: 1,
  cut: false,
  started_at_ms: 1,
};

it.each([
  ['always', {}, undefined],
  ['when they are due, within 30 days', { revisit: 'adaptive' }, 30],
  ['when they are due, within a week', { revisit: 'adaptive', revisit_days: 7 }, 7],
  ['always, though days are set', { revisit: 'always', revisit_days: 7 }, undefined],
])('pages are asked for %s, and the start page and known pages always', (_, set, revisit_days) => {
  const settings = indexSettingsSchema.parse({ crawl: set });
  const days = (path: string, known?: boolean) =>
    crawlVisitSettings(settings, crawl, { url: `https://site.gov${path}`, known }).revisit_days;
  expect(days('/docs/a')).toBe(revisit_days);
  expect(days('/docs/')).toBeUndefined();
  expect(days('/docs/a', true)).toBeUndefined();
});

it('a hall pass is that of the crawl', () => {
  const url = 'https://site.gov/docs/a';
  expect(crawlVisitSettings({}, crawl, { url }).hall_pass).toBeUndefined();
  expect(crawlVisitSettings({}, { ...crawl, hall_pass: true }, { url }).hall_pass).toBe(true);
});
