import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SETTINGS } from '#config';
import { metricsMarkdown } from './metrics-reference.ts';

const text = readFileSync(new URL('deploy.md', import.meta.url), 'utf8');

function named(pattern: RegExp): string[] {
  return [...new Set(text.match(pattern))];
}

it('the page about AWS names no setting that does not exist', () => {
  const settings = new Set<string>(Object.values(SETTINGS).map(({ variable }) => variable));
  const names = named(/\bSITEPACK_[A-Z_]+/g);
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !settings.has(name))).toEqual([]);
});

it('the page about AWS names no metric that does not exist', () => {
  const known = metricsMarkdown();
  const names = named(/\bsitepack_[a-z_]+/g).map((name) => name.replace(/_(?:count|sum|bucket)$/, ''));
  expect(names.length).toBeGreaterThan(4);
  expect(names.filter((name) => !known.includes(`\`${name}\``))).toEqual([]);
});

it('the page about AWS names files that are there', () => {
  for (const [, file = ''] of text.matchAll(/\]\((?!http|#)([^)#]+)/g))
    expect(readFileSync(new URL(file, import.meta.url)).length).toBeGreaterThan(0);
});
