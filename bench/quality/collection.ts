import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Document } from '#core/pack/document.ts';
import type { Judgments } from './metrics.ts';
import { textDocument } from './text-document.ts';

/** Documents, and queries whose answers among them are known. */
export interface Collection {
  readonly name: string;
  readonly documents: readonly Document[];
  readonly queries: readonly { readonly text: string; readonly judgments: Judgments }[];
}

const documentLine = z.object({ id: z.coerce.string(), title: z.string(), text: z.string() });
const queryLine = z.object({ id: z.coerce.string(), text: z.string() });

/**
 * Test collections: each a folder with `docs.jsonl` (id, title, text), `queries.jsonl` (id, text) and `qrels.tsv` (query, document,
 * grade).
 */
export async function readCollections(folder: string): Promise<Collection[]> {
  const names = (await readdir(folder)).toSorted();
  return Promise.all(names.map((name) => readCollection(path.join(folder, name), name)));
}

async function readCollection(folder: string, name: string): Promise<Collection> {
  const read = (file: string): Promise<string> => readFile(path.join(folder, file), 'utf8');
  const documents = lines(await read('docs.jsonl')).map((line) => documentLine.parse(JSON.parse(line)));
  const judged = new Map<string, Map<string, number>>();
  for (const line of lines(await read('qrels.tsv'))) {
    const [query = '', document = '', grade = ''] = line.split('\t');
    judged.set(query, (judged.get(query) ?? new Map<string, number>()).set(document, Number(grade)));
  }
  const queries = lines(await read('queries.jsonl'))
    .map((line) => queryLine.parse(JSON.parse(line)))
    .flatMap(({ id, text }) => {
      const judgments = judged.get(id);
      return judgments === undefined ? [] : [{ text, judgments }];
    });
  return {
    name,
    documents: documents.map(({ id, title, text }) => textDocument({ id, title, body: text })),
    queries,
  };
}

/** The lines of a text that are not empty. */
export function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
