import type { PackFiles } from './diff-packs.ts';
import { inStep } from './document-diff.ts';
import { OpenPacks } from './open-packs.ts';

/** Documents of a site that came, are other ones, or went. */
export interface SiteChanges {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** How many documents of a version are not as in another. */
export interface ChangeCounts {
  /** Of sites of which one is not. */
  readonly sites: ReadonlyMap<string, SiteChanges>;
  /** Documents that are in both, with the same content. */
  readonly unchanged: number;
}

export const NO_CHANGES: SiteChanges = { added: 0, changed: 0, removed: 0 };

/**
 * Counts by site in what two sets of packs differ. Blocks: for a thread of its own. Memory holds a few numbers for each site.
 * @throws {ForeignPack} {@link CorruptPack}
 */
export function countChanges({ before, after }: PackFiles): ChangeCounts {
  using olds = new OpenPacks(before);
  using nows = new OpenPacks(after);
  const sites = new Map<string, SiteChanges>();
  let unchanged = 0;
  for (const [old, now] of inStep(olds.documents('site', 'hash'), nows.documents('site', 'hash'))) {
    if (old?.hash === now?.hash) unchanged += 1;
    else
      note(
        sites,
        (now ?? old)?.site ?? '',
        old === undefined ? 'added' : now === undefined ? 'removed' : 'changed',
      );
  }
  return { sites, unchanged };
}

export function addChanges(a: SiteChanges, b: SiteChanges): SiteChanges {
  return { added: a.added + b.added, changed: a.changed + b.changed, removed: a.removed + b.removed };
}

function note(sites: Map<string, SiteChanges>, site: string, kind: keyof SiteChanges): void {
  sites.set(site, addChanges(sites.get(site) ?? NO_CHANGES, { ...NO_CHANGES, [kind]: 1 }));
}
