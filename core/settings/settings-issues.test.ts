import { expect, it } from 'vitest';
import type { z } from 'zod';
import { indexSettingsSchema } from './index-settings.ts';
import { issueText, namedIssue } from '#messages/issue-text.ts';

function issuesOf(schema: z.ZodType, value: unknown): string[] {
  const { error } = schema.safeParse(value, { error: issueText });
  return (error?.issues ?? []).map((issue) => namedIssue(issue, 'it'));
}

it.each([
  [
    { crawl: { schedule: { kind: 'daily' }, start: ['https://site.gov/'] } },
    '"crawl.schedule.kind": "never" or "every" or "cron" or "adaptive"',
  ],
  [
    { crawl: { schedule: {}, start: ['https://site.gov/'] } },
    '"crawl.schedule.kind": "never" or "every" or "cron" or "adaptive"',
  ],
  [{ crawl: { max_pages: '5' } }, '"crawl.max_pages": a whole number'],
  [{ crawl: { max_pages: 5.5 } }, '"crawl.max_pages": a whole number'],
  [{ crawl: { max_pages: 0 } }, '"crawl.max_pages": at least 1'],
  [{ crawl: { revisit: 'often' } }, '"crawl.revisit": "always" or "adaptive"'],
  [{ gate: { lost_share: '5' } }, '"gate.lost_share": a number'],
  [
    { read: { fields: { 'Price tag': '.price' } } },
    '"read.fields.Price tag": no name that it may have: small letters, digits and _, a letter first',
  ],
  [{ crawl: { pages: 5 } }, '"crawl": there is no "pages"'],
])('says what %j may be', (value, text) => {
  expect(issuesOf(indexSettingsSchema, value)).toEqual([text]);
});
