import { expect, test } from 'vitest';
import { BadOptions, SECTIONS, readOptions } from './options.ts';

test('without arguments everything is measured, three times', () => {
  expect(readOptions([])).toMatchObject({ only: SECTIONS, rounds: 3, quick: false });
});

test('sections run in their own order, whatever order they were named in', () => {
  expect(readOptions(['--only', 'queue, crawl']).only).toEqual(['crawl', 'queue']);
});

test('a quick run takes one round of the made site', () => {
  expect(readOptions(['--quick'])).toMatchObject({ rounds: 1, quick: true, site: undefined });
});

test.each([
  ['--only', 'nothing'],
  ['--rounds', '0'],
  ['--rounds', 'many'],
  ['--site', '/not/there'],
  ['--fast'],
])('refuses %s %s', (...args) => {
  expect(() => readOptions(args)).toThrow(BadOptions);
});
