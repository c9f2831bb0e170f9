import type { Manifest, PackRef } from '#core/pack/manifest.ts';
import type { ClientAnswer, EventOf, WorldEvent } from '../kernel/event.ts';
import { headChange, isMove } from './head-change.ts';
import type { Invariant } from './invariant.ts';
import { namedManifest } from './named-manifest.ts';
import { PackDocuments } from './pack-documents.ts';
import { type Ranking, SearchedPacks } from './searched-packs.ts';
import { StoredObjects } from './stored-objects.ts';

/** A version as it was when its head moved: its packs stay what they are, though their objects may go. */
interface Published {
  readonly manifest: Manifest;
  readonly packs: readonly { readonly pack: PackRef; readonly bytes: Uint8Array }[];
}

/** An answer of a router. */
interface Answered {
  readonly at_ms: number;
  readonly version: number;
}

/**
 * I6: a query sees exactly one manifest version across all shards, and a client never an older one than before from the
 * same router. Checked at every answer:
 * - its version was published before, and has as many shards as the answer says;
 * - while the search went on, searchers answered about that version's pack for at least as many shards as are said to
 *   have answered;
 * - every hit is a document of that version, and none comes twice;
 * - with all shards answered, total and order of the hits are those of the same query, asked for all words or for any, of
 *   that version's packs as they were published;
 * - it is not older than what the same life of the same router had answered when the search began. The versions of an
 *   index that is deleted and made anew count on.
 */
export function oneVersionPerQuery(): Invariant {
  return new OneVersionPerQuery();
}

class OneVersionPerQuery implements Invariant {
  readonly name = 'I6';
  readonly #objects = new StoredObjects('packs/', 'manifests/');
  readonly #documents = new PackDocuments();
  readonly #searched = new SearchedPacks();
  /** By index and version. */
  readonly #published = new Map<string, Published>();
  /** When searchers last answered, by index and pack. */
  readonly #asked = new Map<string, number>();
  /** By router and index: answers that raised its version, in their order. */
  readonly #answers = new Map<string, Answered[]>();

  on(event: WorldEvent): string | undefined {
    this.#objects.on(event);
    if (event.type === 'row') this.#publish(event);
    if (event.type === 'peer_answered') this.#asked.set(`${event.index} ${event.pack}`, event.at_ms);
    if (event.type !== 'answered' || 'error' in event.answer) return undefined;
    const wrong = this.#wrongAnswer(event, event.answer) ?? this.#wentBack(event, event.answer.version);
    if (wrong === undefined) return undefined;
    return `${event.router} answered "${event.query}" in "${event.index}" from version ${event.answer.version}: ${wrong}`;
  }

  #publish(event: EventOf<'row'>): void {
    const change = headChange(event);
    if (change === undefined || !isMove(change) || change.after.deleted) return;
    const named = namedManifest(this.#objects.get(change.after.manifest_key), change.after);
    if ('wrong' in named) return;
    const { manifest } = named;
    const packs = manifest.shards.flatMap(({ pack }) => {
      const bytes = this.#objects.get(pack.key);
      return bytes === undefined ? [] : [{ pack, bytes }];
    });
    this.#published.set(`${change.index} ${manifest.version}`, { manifest, packs });
  }

  #wrongAnswer(event: EventOf<'answered'>, answer: ClientAnswer): string | undefined {
    const published = this.#published.get(`${event.index} ${answer.version}`);
    if (published === undefined) return 'there is no such version';
    const { shards } = published.manifest;
    if (answer.shards.total !== shards.length)
      return `it is said to have ${answer.shards.total} shards, and has ${shards.length}`;
    const asked = shards.filter(
      ({ pack }) => (this.#asked.get(`${event.index} ${pack.sha256}`) ?? -1) >= event.begun_at_ms,
    );
    if (asked.length < answer.shards.answered)
      return `${answer.shards.answered} shards are said to have answered, and only ${asked.length} of its packs were asked`;
    return this.#wrongHits(answer.ids, published) ?? this.#wrongRanking(event.query, answer, published);
  }

  #wrongHits(ids: readonly string[], { packs }: Published): string | undefined {
    const shards = packs.map(({ pack, bytes }) => this.#documents.of(bytes, pack));
    const foreign = ids.find((id) => !shards.some((documents) => documents.has(id)));
    if (foreign !== undefined) return `the hit ${foreign} is not in that version`;
    const twice = ids.find((id, n) => ids.indexOf(id) !== n);
    return twice === undefined ? undefined : `the hit ${twice} comes twice`;
  }

  #wrongRanking(query: string, answer: ClientAnswer, { packs }: Published): string | undefined {
    const { total, shards } = answer;
    if (shards.answered < shards.total || packs.length < shards.total) return undefined;
    const all = this.#searched.search(packs, query, 'all');
    // A router that has no time left to ask for any of the words says that nothing has all of them.
    if (isOf(answer, all)) return undefined;
    // It asks for any of them, too, when no shard that answered in time had all.
    const any = this.#searched.search(packs, query, 'any');
    if (isOf(answer, any)) return undefined;
    return `it found ${total} documents, ${some(answer.ids)}; of its packs ${all.total} match, ${some(all.ids)}, and by any word ${any.total}, ${some(any.ids)}`;
  }

  #wentBack({ router, index, begun_at_ms, at_ms }: EventOf<'answered'>, version: number): string | undefined {
    const key = `${router} ${index}`;
    const answers = this.#answers.get(key) ?? [];
    this.#answers.set(key, answers);
    const newest = answers.findLast((answer) => answer.at_ms < begun_at_ms)?.version ?? 0;
    if (version < newest) return `it had answered from version ${newest} before the search began`;
    if (version > (answers.at(-1)?.version ?? 0)) answers.push({ at_ms, version });
    return undefined;
  }
}

/** Whether the hits of the answer are a page of this ranking. */
function isOf({ ids, total }: ClientAnswer, ranking: Ranking): boolean {
  const from = ranking.ids.indexOf(ids[0] ?? '');
  return total === ranking.total && ids.every((id, n) => ranking.ids[from + n] === id);
}

/** The first few of a list, for people. */
function some(ids: readonly string[]): string {
  return ids.length === 0 ? 'none' : `${ids.slice(0, 5).join(' ')}${ids.length > 5 ? ' …' : ''}`;
}
