import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { contentOf, documentOf } from '#core/crawl/content.ts';
import { extract } from '#core/crawl/extract.ts';
import { contentHash } from '#core/crawl/extracted.ts';
import type { Document } from '#core/pack/document.ts';

/** The HTML files of a folder as documents of one site, by the product's own extraction. */
export async function readDocuments(folder: string): Promise<Document[]> {
  return Array.fromAsync(eachDocument(folder));
}

/** The same, one by one. */
export async function* eachDocument(folder: string): AsyncGenerator<Document> {
  const names = (await readdir(folder, { recursive: true }))
    .filter((name) => name.endsWith('.html'))
    .toSorted();
  for (const name of names) {
    const url = `https://manual.example/${encodeURIComponent(name)}`;
    const body = await readFile(path.join(folder, name));
    const extraction = extract({
      url,
      headers: { 'content-type': 'text/html' },
      body,
      agentToken: 'sitepack',
    });
    if (extraction.kind !== 'page') throw new Error(`${name} is ${extraction.content_type}, not a page`);
    const { page } = extraction;
    yield documentOf(contentOf(page), contentHash(page));
  }
}
