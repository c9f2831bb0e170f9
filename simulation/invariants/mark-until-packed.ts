import { type Page, pageSchema } from '#core/tables/pages.ts';
import type { WorldEvent } from '../kernel/event.ts';
import type { MakeInvariant } from './invariant.ts';
import type { Documents } from './pack-documents.ts';
import { PublishedVersions, isRollback } from './published-versions.ts';

/** What an index was published with, and what somebody took back of that. */
interface Published {
  readonly live: Documents;
  /** Versions that a rollback or a deletion took the place of, since something was packed last. */
  readonly undone: readonly Documents[];
}

const NOTHING: Published = { live: new Map(), undone: [] };

/**
 * I1, while it is on its way: the mark of a page that waits to be packed goes only when the page is packed as its row says
 * at that moment. Checked whenever a mark goes and the row stays:
 * - a page that is `present` is in the live version with the content hash of its row, one that is `absent` is not in it;
 * - one that is `unknown` keeps its mark.
 * Where a client had the index rolled back or deleted since it was packed last, a version from before that will do: it was
 * live, and what a rollback put back waits for something newer.
 */
export const markUntilPacked: MakeInvariant = () => {
  const versions = new PublishedVersions();
  const published = new Map<string, Published>();
  let comparisons = 0;
  const note = (event: WorldEvent): void => {
    const change = versions.on(event);
    if (change === undefined) return;
    const { index, manifest, before, after } = change;
    const isUndone = manifest === undefined || isRollback(manifest);
    const { undone } = published.get(index) ?? NOTHING;
    published.set(index, { live: after, undone: isUndone ? [...undone, before] : [] });
  };
  const wrong = (page: Page, by: string): string | undefined => {
    const { pk: index, url, state, content_hash } = page;
    if (state === 'unknown') return `${by} clears the mark of ${url} of "${index}", which is unknown`;
    comparisons += 1;
    const { live, undone } = published.get(index) ?? NOTHING;
    const wanted = state === 'present' ? content_hash : undefined;
    if ([live, ...undone].some((documents) => documents.get(url) === wanted)) return undefined;
    return `${by} clears the mark of ${url} of "${index}", which is ${state} with ${wanted ?? 'nothing'}, and the live version has ${live.get(url) ?? 'nothing'}`;
  };
  return {
    name: 'I1',
    comparisons: () => comparisons,
    on(event) {
      note(event);
      if (event.type !== 'row' || event.table !== 'pages') return undefined;
      if (event.before?.['mark'] === undefined || event.after?.['mark'] !== undefined) return undefined;
      const page = pageSchema.safeParse(event.after).data;
      return page === undefined ? undefined : wrong(page, event.by);
    },
  };
};
