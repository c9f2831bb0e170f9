import { openPack } from './open.ts';

export interface CountSitesRequest {
  /** A pack file. */
  readonly path: string;
  readonly sites: readonly string[];
}

/**
 * How many documents of each site are in a pack, in the order of the sites. All rows are read, without their bodies: in a
 * thread.
 * @throws {ForeignPack} {@link CorruptPack}
 */
export function countSites({ path, sites }: CountSitesRequest): number[] {
  const db = openPack(path);
  try {
    const counts = new Map(sites.map((site) => [site, 0]));
    for (const site of db.prepare<[], string>('SELECT site FROM documents').pluck().iterate()) {
      const count = counts.get(site);
      if (count !== undefined) counts.set(site, count + 1);
    }
    return sites.map((site) => counts.get(site) ?? 0);
  } finally {
    db.close();
  }
}
