import { expect, it } from 'vitest';
import { asWebError } from '#adapters/net/web-failure.ts';
import { inspectionText } from './inspection-text.ts';

it('tells a request that failed with its URL once', () => {
  const url = 'https://site.gov/page';
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  const { code, message } = asWebError(refused, url);
  const step = { url, link: { follow: true }, robots: null, telling: null, outcome: null } as const;
  const requests = [{ url, error: code, message }];
  const steps = [{ ...step, requests }] as const;
  const text = inspectionText({ asked: url, url, index: 'site.gov', steps, page: null, known: null });
  expect(text).toMatch(
    /^ {2}asked for +https:\/\/site\.gov\/page: the connection failed \(connect ECONNREFUSED\)$/m,
  );
});
