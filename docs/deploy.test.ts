import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SETTINGS } from '#config';
import { TABLES } from '#core/tables/row.ts';
import { queueNames } from '#runtime/queue-names.ts';
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
  const files = [...text.matchAll(/\]\((?!http|#)([^)#]+)/g)].map(([, file = '']) => file);
  expect(files.length).toBeGreaterThan(6);
  for (const file of files)
    expect(readFileSync(new URL(file, import.meta.url)).length, file).toBeGreaterThan(0);
});

it('the page about AWS has an alarm for every queue of dead letters', () => {
  const dead = queueNames('<prefix>').all.filter((name) => name.includes('-dead'));
  expect(dead).toHaveLength(5);
  expect(dead.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

it('the page about AWS removes every queue and table by its name', () => {
  const removed = (things: string): string[] =>
    (new RegExp(`^for ${things} in ([^;$]+); do$`, 'm').exec(text)?.[1] ?? '').split(' ').toSorted();
  const names = queueNames('').all.map((name) => name.replace(/^-/, ''));
  expect(removed('queue')).toEqual(names.toSorted());
  expect(removed('table')).toEqual(TABLES.toSorted());
});
