import { expect, it } from 'vitest';
import { missingData } from './missing-data.ts';

it('data that is not there is named with its option and what it is', () => {
  const there = import.meta.dirname;
  expect(missingData({ collections: there, manual: there, known: import.meta.filename })).toEqual([]);
  expect(missingData({ collections: '/nowhere/ir', manual: there, known: '/nowhere/known.jsonl' })).toEqual([
    '--collections /nowhere/ir is missing: test collections, each a folder with docs.jsonl, queries.jsonl and qrels.tsv',
    '--known /nowhere/known.jsonl is missing: its index as a file of lines with query, relevant, kind and terms_in_page',
  ]);
});
