import { expect, it } from 'vitest';
import { SETTINGS } from '#config';
import { contactTrouble } from './contact.ts';

it.each([
  ['MyBot/1.0 (+https://site.gov/bot)'],
  ['MyBot/1.0 (crawler@site.gov)'],
  ['MyBot/1.0 (+mailto:crawler@site.gov; for search.site.gov)'],
  ['Mozilla/5.0 (compatible; MyBot/1.0; http://site.gov)'],
])('%s tells whom to ask', (user_agent) => {
  expect(contactTrouble(user_agent)).toBeUndefined();
});

it.each([
  [SETTINGS.user_agent.default, 'has the address of Sitepack itself'],
  ['MyBot/1.0', 'has no address'],
  ['MyBot/1.0 (site.gov)', 'has no address'],
  ['MyBot/1.0 (@)', 'has no address'],
])('%s does not: it %s', (user_agent, what) => {
  expect(contactTrouble(user_agent)).toContain(`SITEPACK_USER_AGENT="${user_agent}" ${what}`);
});
