import type { GoldenSetting } from '#core/cluster/golden-setting.ts';
import type { Document } from '#core/pack/document.ts';
import type { Manifest } from '#core/pack/manifest.ts';
import { pathOf } from '#core/crawl/url.ts';
import type { IndexSettings } from '#core/settings/index-settings.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import { AskedFor } from './asked-for.ts';
import { wholeDocuments } from './full-pack.ts';
import { type HeadChange, headChange, isMove } from './head-change.ts';
import type { MakeInvariant } from './invariant.ts';
import { namedManifest } from './named-manifest.ts';
import { unpack } from './pack-documents.ts';
import { isRollback } from './published-versions.ts';
import { SettingsSeen } from './settings-seen.ts';
import { StoredObjects } from './stored-objects.ts';

/**
 * I13, of golden queries: no version goes live that loses the answers of more of them than the settings let go, unless
 * somebody asked for it. Checked at every move of a head that neither deletes nor rolls back, of an index that had
 * golden queries at every moment since its lease was taken.
 *
 * They are words that a page has to itself in every version, as the made web has them: so a version answers one if it
 * has the document of the page that is expected, and that has the word; in what order is nothing to it. What it takes
 * to tell is in the packs, and nothing is asked of them as the gate asks.
 *
 * A version may go that was judged without them, as its packer could not ask within a minute: when a thread was slow at
 * that since it took the lease.
 */
export const goldenKept: MakeInvariant = () => {
  const objects = new StoredObjects('manifests/', 'packs/');
  const settings = new SettingsSeen();
  const asked = new AskedFor();
  const live = new Map<string, Manifest | undefined>();
  const leased = new Map<string, number>();
  /** When a thread of a process was slow to answer golden queries. */
  const slow = new Map<string, number>();
  let comparisons = 0;
  const documentsOf = (manifest: Manifest): Document[] =>
    manifest.shards.flatMap(({ pack }) => {
      const bytes = objects.get(pack.key);
      // A pack that is not there is for I5 to tell.
      return bytes === undefined ? [] : [...wholeDocuments(unpack(bytes, pack)).values()];
    });
  const check = (change: HeadChange, before: Manifest, after: Manifest): string | undefined => {
    const { index, by } = change;
    const leased_ms = leased.get(index) ?? 0;
    const stood = settings.since(index, leased_ms);
    if (stood.some(({ gate }) => (gate?.golden ?? []).length === 0)) return undefined;
    const [was, is] = [documentsOf(before), documentsOf(after)];
    const answered = stood.map((set) => (set.gate?.golden ?? []).filter((one) => answers(was, one)));
    comparisons += answered.every((some) => some.length > 0) ? 1 : 0;
    const missed = stood.map((set, n) => tooMany(set, answered[n] ?? [], is));
    const [first] = missed;
    if (first === undefined || missed.some((some) => some.length === 0)) return undefined;
    if ((slow.get(by) ?? -Infinity) >= leased_ms || asked.take(by, 'publish_held', index)) return undefined;
    return `version ${after.version} of "${index}" is live, and lost the answer of ${first.join(', ')}, which nobody asked for`;
  };
  const moved = (change: HeadChange): string | undefined => {
    const { index, after: head } = change;
    if (change.before?.fence !== head.fence) leased.set(index, change.at_ms);
    if (!isMove(change)) return undefined;
    const named = head.deleted ? undefined : namedManifest(objects.get(head.manifest_key), head);
    // A head that names nothing that can be read is for I4 and I5 to tell.
    const manifest = named !== undefined && 'manifest' in named ? named.manifest : undefined;
    const before = live.get(index);
    live.set(index, manifest);
    if (before === undefined || manifest === undefined || isRollback(manifest)) return undefined;
    return check(change, before, manifest);
  };
  return {
    name: 'I13',
    comparisons: () => comparisons,
    on(event: WorldEvent) {
      objects.on(event);
      settings.on(event);
      asked.on(event);
      if (event.type === 'fault') noteSlow(slow, event);
      const change = headChange(event);
      return change === undefined ? undefined : moved(change);
    },
  };
};

function noteSlow(slow: Map<string, number>, { kind, detail, at_ms }: EventOf<'fault'>): void {
  const [process = '', task] = detail.split(' ');
  if (kind === 'thread_slow' && task === 'ask_pack') slow.set(process, at_ms);
}

/** Those of the golden queries that were answered which are no more, if they are more than may go. */
function tooMany(
  { gate }: IndexSettings,
  answered: readonly GoldenSetting[],
  is: readonly Document[],
): string[] {
  const missed = answered.filter((golden) => !answers(is, golden));
  const { missed_share = 0 } = gate ?? {};
  return missed.length > answered.length * missed_share ? missed.map(({ query }) => `"${query}"`) : [];
}

function answers(documents: readonly Document[], { query, expected }: GoldenSetting): boolean {
  return documents.some(
    ({ id, title, body }) =>
      (id === expected || pathOf(id) === expected) && `${title} ${body}`.split(/\s+/).includes(query),
  );
}
