import { expect, it } from 'vitest';
import { SETTINGS } from '#config';
import { SETTINGS_FRESH_MS } from './settings-cache.ts';
import { WHEN_HEEDED } from './when-heeded.ts';

it('how soon a change counts is told by the times that hold', () => {
  const { default: here_s, aws_default } = SETTINGS.crawl_timeout_s;
  expect(WHEN_HEEDED).toContain(`${SETTINGS_FRESH_MS / 1000} seconds`);
  expect(WHEN_HEEDED).toContain(`SITEPACK_CRAWL_TIMEOUT_S (${here_s} s; ${aws_default} s on AWS)`);
});
