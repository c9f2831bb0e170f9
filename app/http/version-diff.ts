import type { DocumentDiff } from '#core/pack/document-diff.ts';
import { readHeld } from '#core/pack/hold.ts';
import type { Manifest } from '#core/pack/manifest.ts';
import { versionChain } from '#core/pack/version-chain.ts';
import { type KnownIndex, liveManifest } from './index-view.ts';
import { Problem } from './problem.ts';
import type { HttpServices } from './services.ts';

/** A version by its number, the live one, or the one that is held. */
export type VersionName = number | 'live' | 'held';

/** What became of the documents of one version in another. */
export interface VersionDiff extends DocumentDiff {
  readonly index: string;
  readonly from: number | 'held';
  readonly to: number | 'held';
}

/** Versions that are looked through for a number; retention keeps far fewer, unless somebody set it to keep everything. */
const MOST_VERSIONS = 1000;

interface Wanted {
  readonly from: VersionName | undefined;
  readonly to: VersionName | undefined;
  readonly limit: number;
  readonly signal: AbortSignal;
}

/**
 * Compares two versions of an index. When none is named: the live one and the one that is held, or the live one and the one
 * before it where none is.
 * @throws {Problem} `version_not_kept`, `nothing_held`, `comparing`, `too_large_to_compare`
 */
export async function diffOfVersions(
  services: HttpServices,
  known: KnownIndex,
  { from, to, limit, signal }: Wanted,
): Promise<VersionDiff> {
  const live = await liveManifest(services, known);
  if (live === undefined) throw new Problem('version_not_kept', `"${known.name}" has no version yet`);
  const isHeld = known.head?.held !== undefined;
  const find = (name: VersionName) => findVersion(services, known, live, name);
  const before = await find(from ?? (isHeld ? 'live' : live.version - 1));
  const after = await find(to ?? (isHeld ? 'held' : 'live'));
  const request = { before: before.manifest, after: after.manifest, limit, signal };
  const diff = await services.compare(request);
  return { index: known.name, from: before.name, to: after.name, ...diff };
}

async function findVersion(
  { objects }: HttpServices,
  { name: index, head }: KnownIndex,
  live: Manifest,
  name: VersionName,
): Promise<{ readonly name: number | 'held'; readonly manifest: Manifest }> {
  if (name === 'live') return { name: live.version, manifest: live };
  if (name === 'held') {
    if (head?.held === undefined) throw new Problem('nothing_held', `no version of "${index}" is held`);
    return { name, manifest: await readHeld(objects, index, head.held) };
  }
  let seen = 0;
  for await (const manifest of versionChain(objects, live)) {
    if (manifest.version === name) return { name, manifest };
    seen += 1;
    if (manifest.version < name || seen === MOST_VERSIONS) break;
  }
  throw new Problem('version_not_kept', `version ${name} of "${index}" is not kept`);
}
