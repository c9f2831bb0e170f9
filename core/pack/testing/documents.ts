import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPack } from '../build.ts';
import type { BuiltPack } from '../build.ts';
import type { Document } from '../document.ts';
import { type FieldWeights, fieldWeights } from '../impact/field-weights.ts';
import type { ShardDefinition } from '../manifest.ts';
import { stageDocuments } from '../staging.ts';

export const WHOLE: ShardDefinition = { kind: 'hash', from: 0, to: 2 ** 32 };

/** A page of site.gov, with what a test cares about. */
export function page(fields: Partial<Document> & { readonly path: string }): Document {
  const url = `https://${fields.site ?? 'site.gov'}${fields.path}`;
  const content = JSON.stringify(fields);
  return {
    id: url,
    url,
    title: '',
    description: '',
    headings: '',
    body: '',
    site: 'site.gov',
    content_type: 'text/html',
    language: 'en',
    published_at_ms: null,
    modified_at_ms: null,
    types: [],
    fields: {},
    sections: [],
    fingerprint: '',
    anchors: '',
    links_in: 0,
    max_snippet: null,
    unshown: [],
    hash: createHash('sha256').update(content).digest('hex'),
    ...fields,
  };
}

/** A folder that is gone after `using` it. */
export function temporaryFolder(): Disposable & { readonly path: string; file(name: string): string } {
  const path = mkdtempSync(join(tmpdir(), 'sitepack-pack-'));
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** A pack of these documents at `out`. @param fields what words count by where they stand, where it is set. */
export function packOf(
  documents: readonly Document[],
  out: string,
  fields: Partial<FieldWeights> = {},
): BuiltPack {
  const staging = `${out}.staging`;
  stageDocuments({ path: staging, upserts: documents });
  const built = buildPack({ staging, out, definition: WHOLE, weights: fieldWeights(fields) });
  rmSync(staging);
  return built;
}
