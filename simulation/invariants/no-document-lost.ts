import { type Page, pageSchema } from '#core/tables/pages.ts';
import type { WorldEvent } from '../kernel/event.ts';
import { AskedFor } from './asked-for.ts';
import { headChange } from './head-change.ts';
import type { MakeInvariant } from './invariant.ts';
import { PublishedVersions, type VersionChange, changedIds, isRollback } from './published-versions.ts';

/** What the row of a page said from a moment on. */
interface Said {
  readonly from_ms: number;
  readonly state: Page['state'];
  readonly hash: string | undefined;
}

/**
 * I12: no document disappears but by a delete, a later version of it, a crawl that saw it gone, or its grace. Checked
 * at every move of a head, by the documents of the version before and of the new one:
 * - without a version, or rolled back, an index is only by a process that was given a message of a client which asks
 *   for it, and once for each time that it was;
 * - else a document that is gone is of a page whose row said `absent` at some moment since the packer took its lease, and
 * one that is new or another is what the row of a page that is `present` said in that time. What no row speaks of
 * stays as it is.
 *
 * Why a row says `absent` is checked by page-gone-for-cause.ts.
 */
export const noDocumentLost: MakeInvariant = () => {
  const versions = new PublishedVersions();
  const asked = new AskedFor();
  const pages = new Map<string, Said[]>();
  const leased = new Map<string, number>();
  let comparisons = 0;
  const note = (event: WorldEvent): void => {
    asked.on(event);
    const head = headChange(event);
    if (head !== undefined && head.after.fence !== head.before?.fence) leased.set(head.index, event.at_ms);
    if (event.type !== 'row' || event.table !== 'pages') return;
    const key = event.after ?? event.before;
    const page = pageSchema.safeParse(event.after).data;
    const url = page?.url ?? key?.['url'];
    if (key === undefined || typeof url !== 'string') return;
    const said = pages.get(`${key.pk} ${url}`) ?? [];
    said.push({ from_ms: event.at_ms, state: page?.state ?? 'unknown', hash: page?.content_hash });
    pages.set(`${key.pk} ${url}`, said);
  };
  const check = (change: VersionChange): string | undefined => {
    comparisons += 1;
    const { index, manifest, by } = change;
    if (manifest === undefined)
      return asked.take(by, 'delete_index', index) ? undefined : `nobody asked for "${index}" to be deleted`;
    if (isRollback(manifest))
      return asked.take(by, 'rollback', index) ? undefined : `nobody asked for "${index}" to be rolled back`;
    const since_ms = leased.get(index) ?? 0;
    for (const id of changedIds(change)) {
      const hash = change.after.get(id);
      const said = during(pages.get(`${index} ${id}`) ?? [], since_ms);
      if (said.some((one) => (hash === undefined ? one.state === 'absent' : isPresent(one, hash)))) continue;
      const now = said.at(-1);
      return `version ${manifest.version} of "${index}" has ${hash ?? 'nothing'} of ${id}, and ${change.before.get(id) ?? 'nothing'} was live; its row says ${now?.state ?? 'nothing'} ${now?.hash ?? ''}`;
    }
    return undefined;
  };
  return {
    name: 'I12',
    comparisons: () => comparisons,
    on(event) {
      note(event);
      const change = versions.on(event);
      return change === undefined ? undefined : check(change);
    },
  };
};

/** What was said at some moment since then, that of the last word before included. */
function during(said: readonly Said[], since_ms: number): readonly Said[] {
  const first = said.findLastIndex(({ from_ms }) => from_ms <= since_ms);
  return said.slice(Math.max(0, first));
}

function isPresent({ state, hash }: Said, wanted: string): boolean {
  return state === 'present' && hash === wanted;
}
