import { z } from 'zod';
import { mayReach } from '#core/crawl/scope.ts';
import { hostOf } from '#core/crawl/url.ts';
import { type Crawl, crawlSchema, indexOfCrawl } from '#core/tables/crawls.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import { headChange } from './head-change.ts';
import type { MakeInvariant } from './invariant.ts';
import type { Documents } from './pack-documents.ts';
import { PublishedVersions } from './published-versions.ts';

/** A report as far as it tells what came and went. */
const report = z.object({
  crawl_id: z.string(),
  index: z.string(),
  version: z.int().optional(),
  documents: z
    .object({ since: z.int(), added: z.int(), changed: z.int(), removed: z.int(), unchanged: z.int() })
    .optional(),
});
type Told = NonNullable<z.infer<typeof report>['documents']>;

const NONE: Documents = new Map();

/**
 * I1, of what a report says of the index: what came and went since its crawl began is what the versions say that were live
 * then and that have what it read. Checked whenever a report is stored that says so, by the documents of both: those of
 * the crawl's domains that are new, other ones, or gone, and those of all that are as they were. Of one that was held any version
 * of the index will do that was held at some time.
 */
export const reportedChanges: MakeInvariant = () => {
  const published = new PublishedVersions();
  const crawls = new Map<string, Crawl>();
  /** By index and version. */
  const versions = new Map<string, Documents>();
  /** By index. */
  const held = new Map<string, Documents[]>();
  let comparisons = 0;
  const note = (event: WorldEvent): void => {
    const moved = published.on(event);
    if (moved !== undefined) versions.set(`${moved.index} ${moved.manifest?.version ?? ''}`, moved.after);
    const head = headChange(event);
    const now = head?.after.held;
    if (head !== undefined && now !== undefined && now.manifest_sha256 !== head.before?.held?.manifest_sha256)
      held.set(head.index, [...(held.get(head.index) ?? []), published.documentsAt(now.manifest_key)]);
    if (event.type !== 'row' || event.table !== 'crawls') return;
    const crawl = crawlSchema.safeParse(event.after).data;
    if (crawl !== undefined && indexOfCrawl(crawl.sk) === crawl.pk) crawls.set(crawl.sk, crawl);
  };
  const check = ({ bytes }: EventOf<'object_put'>): string | undefined => {
    const { crawl_id, index, version, documents } = report.parse(JSON.parse(new TextDecoder().decode(bytes)));
    const crawl = crawls.get(crawl_id);
    if (documents === undefined || crawl === undefined) return undefined;
    const { since } = documents;
    if (since !== crawl.began_with?.version)
      return `crawl ${crawl_id} tells what came and went since version ${since}, and began with ${crawl.began_with?.version ?? 'none'}`;
    const before = since === 0 ? NONE : versions.get(`${index} ${since}`);
    if (before === undefined)
      return `crawl ${crawl_id} began with version ${since} of "${index}", which never was`;
    const after = version === undefined ? held.get(index) : [versions.get(`${index} ${version}`) ?? NONE];
    comparisons += 1;
    const right = (after ?? []).map((documents) => changes(crawl, since, before, documents));
    if (right.some((one) => isSame(one, documents))) return undefined;
    return `crawl ${crawl_id} tells ${JSON.stringify(documents)}, and what came and went is ${JSON.stringify(right)}`;
  };
  return {
    name: 'I1',
    comparisons: () => comparisons,
    on(event) {
      note(event);
      return event.type === 'object_put' && event.key.startsWith('reports/') ? check(event) : undefined;
    },
  };
};

function changes(
  { domains }: Pick<Crawl, 'domains'>,
  since: number,
  before: Documents,
  after: Documents,
): Told {
  const reaches = mayReach(domains);
  const count = (ids: Iterable<string>, isCounted: (id: string) => boolean): number =>
    [...ids].filter((id) => reaches(hostOf(id)) && isCounted(id)).length;
  return {
    since,
    added: count(after.keys(), (id) => !before.has(id)),
    changed: count(after.keys(), (id) => before.has(id) && before.get(id) !== after.get(id)),
    removed: count(before.keys(), (id) => !after.has(id)),
    unchanged: [...after].filter(([id, hash]) => before.get(id) === hash).length,
  };
}

function isSame(a: Told, b: Told): boolean {
  return (['added', 'changed', 'removed', 'unchanged'] as const).every((kind) => a[kind] === b[kind]);
}
