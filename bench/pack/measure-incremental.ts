import { rmSync } from 'node:fs';
import path from 'node:path';
import { groupByShard, hashShards } from '#core/cluster/shard-range.ts';
import { buildPack } from '#core/pack/build.ts';
import { compressPack } from '#core/pack/compress.ts';
import type { Document } from '#core/pack/document.ts';
import { stageDocuments } from '#core/pack/staging.ts';
import type { Figure } from '../figure.ts';

export interface Incremental {
  readonly folder: string;
  readonly rounds: number;
  readonly shards: number;
  /** Documents that change. */
  readonly changed: number;
}

type Shard = ReturnType<typeof hashShards>[number];
const MB = 2 ** 20;

/** Changes some documents and packs the shards that they lie in anew: staged, built, checked, compressed. */
export async function measureIncremental(
  documents: readonly Document[],
  { folder, rounds, shards: count, changed }: Incremental,
): Promise<Figure[]> {
  const shards = hashShards(count);
  const fileOf = (shard: Shard, kind: string): string => path.join(folder, `${shard.name}.${kind}`);
  const idOf = ({ id }: Document): string => id;
  for (const [shard, group] of groupByShard(shards, documents, idOf)) {
    pack(group, {
      staging: fileOf(shard, 'staging'),
      out: fileOf(shard, 'base'),
      definition: shard.definition,
    });
  }
  let best_ms = Infinity;
  let bytes = 0;
  let touched = 0;
  for (let round = 0; round < rounds; round += 1) {
    const changes = changesOf(documents, changed, round);
    const start_ms = performance.now();
    const groups = groupByShard(shards, changes, idOf);
    bytes = 0;
    touched = groups.size;
    for (const [shard, group] of groups) {
      const out = fileOf(shard, 'out');
      const files = { base: fileOf(shard, 'base'), staging: fileOf(shard, 'staging'), out };
      bytes += pack(group, { ...files, definition: shard.definition });
      await compressPack({ path: out, out: `${out}.zst` });
    }
    best_ms = Math.min(best_ms, performance.now() - start_ms);
  }
  const name = `${changed} of ${documents.length} documents changed, ${touched} of ${count} shard(s) rebuilt`;
  return [
    { name, value: best_ms, unit: 'ms' },
    { name: '  packs written', value: bytes / MB, unit: 'MB' },
  ];
}

/** @returns the bytes of the pack. */
function pack(
  documents: readonly Document[],
  parts: Parameters<typeof buildPack>[0] & { readonly staging: string },
): number {
  rmSync(parts.out, { force: true });
  stageDocuments({ path: parts.staging, upserts: documents });
  const { bytes } = buildPack(parts);
  rmSync(parts.staging);
  return bytes;
}

/** Documents spread over the site, each with a few more words. */
function changesOf(documents: readonly Document[], changed: number, round: number): Document[] {
  const apart = Math.floor(documents.length / changed);
  const chosen = documents.filter((_, n) => n % apart === 0).slice(0, changed);
  return chosen.map((document) =>
    Object.assign(structuredClone(document), { body: `${document.body}\nchanged for round ${round}` }),
  );
}
