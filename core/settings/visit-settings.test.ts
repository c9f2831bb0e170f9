import { expect, it } from 'vitest';
import { issueText } from '#messages/issue-text.ts';
import { indexSettingsSchema } from './index-settings.ts';
import { visitSettings } from './visit-settings.ts';

it('tells hosts their secrets, and reads by the rules that are set', () => {
  const settings = indexSettingsSchema.parse({
    crawl: { grace_days: 30 },
    request: { hosts: ['site.gov'], headers: { 'X-Key': 'k' }, cookies: { a: 'b' } },
    read: { body: '#content' },
  });
  const { credentials, grace, rules } = visitSettings(settings, 'https://site.gov/');
  expect(grace).toEqual({ days: 30, tries: undefined });
  expect(rules).toEqual({ body: '#content' });
  expect(credentials?.headersFor('https://site.gov/')).toEqual({ 'x-key': 'k', cookie: 'a=b' });
  expect(credentials?.headersFor('https://other.gov/')).toEqual({});
  expect(credentials?.headersFor('http://site.gov/')).toEqual({});
  expect(visitSettings(settings, 'https://other.gov/').credentials).toBe(credentials);
});

it('overrides the wishes of the hosts that are named, and of no other', () => {
  const settings = indexSettingsSchema.parse({
    crawl: {
      domains: ['partner.org'],
      ignore_robots: ['site.gov', 'site.gov:8080'],
      ignore_noindex: ['www.site.gov'],
    },
  });
  const overrides = (url: string) => visitSettings(settings, url).overrides;
  expect(overrides('https://site.gov/a')).toEqual({ ignore_robots: true, ignore_noindex: false });
  expect(overrides('http://site.gov:8080/')).toEqual({ ignore_robots: true, ignore_noindex: false });
  expect(overrides('https://www.site.gov/')).toEqual({ ignore_robots: false, ignore_noindex: true });
  for (const url of ['https://partner.org/', 'https://site.gov.evil.org/', 'https://a.site.gov/'])
    expect(overrides(url)).toEqual({ ignore_robots: false, ignore_noindex: false });
});

it.each(['ignore_robots', 'ignore_noindex'])('%s says what to write when it is to hold for all', (name) => {
  const parsed = indexSettingsSchema.safeParse({ crawl: { [name]: true } }, { error: issueText });
  expect(parsed.error?.issues[0]).toMatchObject({
    path: ['crawl', name],
    message: 'a list of the hosts that it is for, each by its whole name, such as ["site.gov"]',
  });
});

it('of an index without settings overrides and tells nothing', () => {
  expect(visitSettings({}, 'https://site.gov/')).toEqual({
    overrides: { ignore_robots: false, ignore_noindex: false },
    credentials: undefined,
    revisit_days: undefined,
    grace: { days: undefined, tries: undefined },
    rules: undefined,
  });
});
