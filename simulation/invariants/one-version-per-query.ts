import type { Manifest, PackRef } from '#core/pack/manifest.ts';
import type { ClientAnswer, EventOf, WorldEvent } from '../kernel/event.ts';
import { counted, countedWere } from '../report/count.ts';
import { headChange, isMove } from './head-change.ts';
import type { Invariant } from './invariant.ts';
import { namedManifest } from './named-manifest.ts';
import { PackDocuments } from './pack-documents.ts';
import { SearchedPacks } from './searched-packs.ts';
import { StoredObjects } from './stored-objects.ts';
import { wrongRanking } from './wrong-ranking.ts';

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
 * have answered; unless the same life of the router had answered the same question from that version before, with all shards: such
 * answers are kept;
 * - every hit is a document of that version, and none comes twice;
 * - total and hits, with the offset and the limit that were asked for, are those of the same query of as many of that
 *   version's packs as are said to have answered, as they were published (wrong-ranking.ts);
 * - it is not older than what the same life of the same router had answered when the search began. The versions of an
 * index that is deleted and made anew count on.
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
  /** Questions that a life of a router has answered whole, with the version. */
  readonly #told = new Set<string>();
  #comparisons = 0;

  comparisons(): number {
    return this.#comparisons;
  }

  on(event: WorldEvent): string | undefined {
    this.#objects.on(event);
    if (event.type === 'row') this.#publish(event);
    if (event.type === 'peer_answered') this.#asked.set(`${event.index} ${event.pack}`, event.at_ms);
    if (event.type !== 'answered' || 'error' in event.answer) return undefined;
    const wrong = this.#wrongAnswer(event, event.answer) ?? this.#wentBack(event, event.answer.version);
    const { total, answered } = event.answer.shards;
    if (wrong === undefined && answered === total) this.#told.add(questionOf(event, event.answer));
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
    if (asked.length < answer.shards.answered && !this.#told.has(questionOf(event, answer)))
      return `${counted(answer.shards.answered, 'shard')} said to have answered, and only ${countedWere(asked.length, 'pack')} asked`;
    return this.#wrongHits(event, answer, published);
  }

  #wrongHits(event: EventOf<'answered'>, answer: ClientAnswer, published: Published): string | undefined {
    const { ids, shards } = answer;
    const packs = published.packs.map((one) => ({
      ...one,
      documents: this.#documents.of(one.bytes, one.pack),
    }));
    const foreign = ids.find((id) => !packs.some(({ documents }) => documents.has(id)));
    if (foreign !== undefined) return `the hit ${foreign} is not in that version`;
    const twice = ids.find((id, n) => ids.indexOf(id) !== n);
    if (twice !== undefined) return `the hit ${twice} comes twice`;
    // A pack that was not there when the head moved is for I5 to tell.
    if (packs.length < shards.total) return undefined;
    this.#comparisons += 1;
    return wrongRanking(this.#searched, event, answer, packs);
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

function questionOf(
  { router, index, query, offset, limit }: EventOf<'answered'>,
  { version }: ClientAnswer,
): string {
  return JSON.stringify([router, index, version, query, offset, limit]);
}
