import { rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { assemblePack } from '#core/pack/assemble.ts';
import { buildPack } from '#core/pack/build.ts';
import { compressPack } from '#core/pack/compress.ts';
import type { Document } from '#core/pack/document.ts';
import type { ShardDefinition } from '#core/pack/manifest.ts';
import { stageDocuments } from '#core/pack/staging.ts';
import { type Figure, type Ratio, ratio } from '../figure.ts';
import { insertRaw } from './raw-fts.ts';

/** Every document. */
const WHOLE: ShardDefinition = { kind: 'hash', from: 0, to: 2 ** 32 };
/** As the packer hands them over. */
const STAGED_AT_ONCE = 100;
/** A build is short: one more than asked for warms up, and these many times as many are taken. */
const REPEATS = 3;

/** A full pack against raw FTS5, in turns; of each part the shortest time counts. */
export async function measureFull(
  documents: readonly Document[],
  folder: string,
  rounds: number,
): Promise<{ figures: Figure[]; ratios: Ratio[] }> {
  const files = {
    staging: path.join(folder, 'staging'),
    out: path.join(folder, 'out'),
    zst: path.join(folder, 'zst'),
    raw: path.join(folder, 'raw'),
  };
  const best = { raw: Infinity, stage: Infinity, assemble: Infinity, build: Infinity, zstd: Infinity };
  let bytes = { pack: 0, zstd: 0 };
  for (let round = 0; round <= rounds * REPEATS; round += 1) {
    for (const file of Object.values(files)) rmSync(file, { force: true });
    const took = {
      raw: timed(() => insertRaw(files.raw, documents)),
      stage: timed(() => stage(files.staging, documents)),
      assemble: timed(() => assemblePack({ staging: files.staging, out: files.out, definition: WHOLE })),
      build: 0,
      zstd: 0,
    };
    rmSync(files.out);
    took.build = timed(() => buildPack({ staging: files.staging, out: files.out, definition: WHOLE }));
    const start_ms = performance.now();
    await compressPack({ path: files.out, out: files.zst });
    took.zstd = performance.now() - start_ms;
    bytes = { pack: statSync(files.out).size, zstd: statSync(files.zst).size };
    if (round > 0) for (const part of parts) best[part] = Math.min(best[part], took[part]);
  }
  const rate = (took_ms: number): number => (documents.length * 1000) / took_ms;
  const assembled_ms = best.stage + best.assemble;
  return {
    figures: [
      { name: 'raw FTS5 insertion, one transaction', value: rate(best.raw), unit: 'docs/s' },
      { name: 'pack staged and assembled', value: rate(assembled_ms), unit: 'docs/s' },
      { name: '  of it staging', value: best.stage, unit: 'ms' },
      { name: '  of it assembling', value: best.assemble, unit: 'ms' },
      { name: 'pack assembled, compacted, checked, synced, hashed', value: best.build, unit: 'ms' },
      { name: 'zstd of the pack', value: best.zstd, unit: 'ms' },
      { name: 'size of the pack', value: bytes.pack / MB, unit: 'MB' },
      { name: 'size compressed', value: bytes.zstd / MB, unit: 'MB' },
    ],
    ratios: [
      ratio('staged and assembled / raw FTS5, docs/s', best.raw / assembled_ms, {
        comparison: 'at_least',
        value: 1 / 3,
      }),
    ],
  };
}

const parts = ['raw', 'stage', 'assemble', 'build', 'zstd'] as const;
const MB = 2 ** 20;

function stage(file: string, documents: readonly Document[]): void {
  for (let n = 0; n < documents.length; n += STAGED_AT_ONCE) {
    stageDocuments({ path: file, upserts: documents.slice(n, n + STAGED_AT_ONCE) });
  }
}

function timed(work: () => void): number {
  const start_ms = performance.now();
  work();
  return performance.now() - start_ms;
}
