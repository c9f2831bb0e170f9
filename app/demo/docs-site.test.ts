import { expect, it } from 'vitest';
import { serveDocs } from './docs-site.ts';

it('no page of the demo links to one that it has not, and code is named without a link', async () => {
  await using site = await serveDocs();
  const home = new URL(site.url);
  const answers = new Map<string, Response>();
  const waiting = [home.href];
  const texts: string[] = [];
  for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
    if (answers.has(url)) continue;
    const response = await fetch(url);
    answers.set(url, response);
    const text = await response.text();
    texts.push(text);
    for (const [, href = ''] of text.matchAll(/<a href="([^"#]*)/gu)) {
      const to = new URL(href, url);
      if (to.host === home.host) waiting.push(to.href);
    }
  }
  const missing = [...answers].filter(([, { status }]) => status !== 200).map(([url]) => url);
  expect(missing).toEqual([]);
  expect(answers.size).toBeGreaterThan(50);
  expect(texts.join('')).toContain('impact/small-float.ts');
  expect(texts.join('')).toContain('<a href="/docs/adr/0004-no-sent-mark.html"');
});
