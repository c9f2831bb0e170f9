import { hostOf } from '#core/crawl/url.ts';
import type { WorldEvent } from '../kernel/event.ts';
import type { WorldView } from '../world-view.ts';
import { AskedFor } from './asked-for.ts';
import { headChange } from './head-change.ts';
import type { Invariant } from './invariant.ts';
import { PublishedVersions, type VersionChange, isRollback } from './published-versions.ts';
import { SettingsSeen } from './settings-seen.ts';

/**
 * I13: nothing goes live that loses more than the gate lets pass, unless somebody asked for it. Checked at every move of a
 * head that neither deletes nor rolls back, by the documents of both versions: of the index, and of each site in it, no more
 * are gone than the settings let go, as they were at any moment since the lease was taken, but by a process that has a
 * `publish_held` of a client in hand; nor are all of several. As many as are new may have moved there, and count as if
 * they had.
 */
export function gateHolds({ config }: Pick<WorldView, 'config'>): Invariant {
  const versions = new PublishedVersions();
  const asked = new AskedFor();
  const settings = new SettingsSeen();
  const leased = new Map<string, number>();
  let comparisons = 0;
  const shareOf = (index: string): number => {
    const stood = settings.since(index, leased.get(index) ?? -Infinity);
    return Math.max(...stood.map(({ gate }) => gate?.lost_share ?? config.gate_lost_share));
  };
  const tooMuch = ({ index, before, after }: VersionChange): string | undefined => {
    const share = shareOf(index);
    const isMuch = (lost: number, whole: number): boolean =>
      share < 1 && lost > config.gate_spare_documents && lost > whole * share + 1e-9;
    const gone = [...before.keys()].filter((id) => !after.has(id));
    const moved = [...after.keys()].filter((id) => !before.has(id)).length;
    comparisons += gone.length > 0 ? 1 : 0;
    if (after.size === 0 && before.size > 1 && share < 1) return `all of ${before.size} documents`;
    if (isMuch(gone.length - moved, before.size)) return `${gone.length} of ${before.size} documents`;
    for (const site of new Set(gone.map(hostOf))) {
      const of = (ids: Iterable<string>): number => [...ids].filter((id) => hostOf(id) === site).length;
      if (isMuch(of(gone) - moved, of(before.keys())))
        return `${of(gone)} of ${of(before.keys())} documents of ${site}`;
    }
    return undefined;
  };
  const check = (change: VersionChange): string | undefined => {
    const { index, manifest, by } = change;
    if (manifest === undefined || isRollback(manifest)) return undefined;
    const lost = tooMuch(change);
    if (lost === undefined || asked.take(by, 'publish_held', index)) return undefined;
    return `version ${manifest.version} of "${index}" is live, and lost ${lost}, which nobody asked for`;
  };
  return {
    name: 'I13',
    comparisons: () => comparisons,
    on(event: WorldEvent) {
      asked.on(event);
      settings.on(event);
      const head = headChange(event);
      if (head !== undefined && head.before?.fence !== head.after.fence) leased.set(head.index, event.at_ms);
      const change = versions.on(event);
      return change === undefined ? undefined : check(change);
    },
  };
}
