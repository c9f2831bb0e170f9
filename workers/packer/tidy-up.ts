import type { HeldLease } from '#core/lease/held-lease.ts';
import type { Manifest } from '#core/pack/manifest.ts';
import { readHead } from '#core/tables/heads.ts';
import type { Handling } from '#runtime/worker.ts';
import { begunVersions } from './begun-versions.ts';
import { collectGarbage } from './collect-garbage.ts';
import { heldVersion } from './held-version.ts';
import type { PackerDeps } from './worker.ts';

/**
 * Collects the garbage of an index whose live version has changed, or the one that is held: which one that is, is asked of
 * the row. While its manifest cannot be read nothing is collected, for what it names is not known. What crawls began with that
 * are not over stays: their reports tell what came and went since (changes-since.ts).
 */
export async function tidyUp(
  deps: Parameters<typeof collectGarbage>[0] & Pick<PackerDeps, 'table'>,
  lease: HeldLease,
  live: Manifest,
  log: Handling['log'],
): Promise<void> {
  const head = await readHead(deps.table, live.index);
  const held = head === undefined ? undefined : await heldVersion(deps, head, log);
  if (head?.held !== undefined && held === undefined) return;
  const begun = await begunVersions(deps, live.index);
  await collectGarbage(deps, lease, { live, besides: held === undefined ? begun : [held, ...begun] }, log);
}
