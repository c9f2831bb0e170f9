import { type FieldWeights, areSameWeights, fieldWeights } from '#core/pack/impact/field-weights.ts';
import { type Manifest, weightsOf } from '#core/pack/manifest.ts';
import { readSettings } from '#core/tables/settings.ts';
import type { PackerDeps } from './worker.ts';

/** What words count by where they stand, as an index has it. */
export interface StandingWeights {
  /** In the live version; undefined without one. */
  readonly live: FieldWeights | undefined;
  /** By the settings. */
  readonly set: FieldWeights;
  /** Those that are set are in a version that is held, and wait with it. */
  readonly wait: boolean;
}

export async function standingWeights(
  { table }: Pick<PackerDeps, 'table'>,
  index: string,
  { live, held }: { readonly live: Manifest | undefined; readonly held: Manifest | undefined },
): Promise<StandingWeights> {
  const { search } = (await readSettings(table, index)).settings;
  const set = fieldWeights(search?.fields);
  const of_live = live && weightsOf(live);
  const wait =
    held !== undefined &&
    of_live !== undefined &&
    !areSameWeights(of_live, set) &&
    areSameWeights(weightsOf(held), set);
  return { live: of_live, set, wait };
}

/**
 * The weights of a version to come. All packs of one have the same, for scores of several are compared; so they change when
 * all are built anew. A full packing takes those that are set, and others go on with those that are live. So does each while
 * those that are set wait with a version that is held, as all else does that waits with it.
 * @param beside whether the version is of all but what waits with the one that is held.
 */
export function takenWeights(
  { live, set, wait }: StandingWeights,
  { full, beside }: { readonly full: boolean; readonly beside: boolean },
): FieldWeights {
  if (live === undefined) return set;
  if (wait) return beside ? live : set;
  return full ? set : live;
}
