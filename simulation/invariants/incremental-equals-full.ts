import { isDeepStrictEqual } from 'node:util';
import { groupByShard } from '#core/cluster/shard-range.ts';
import { BadContent, documentOf, readContent } from '#core/crawl/content.ts';
import { type Document, documentSchema } from '#core/pack/document.ts';
import { type Manifest, type ShardEntry, weightsOf } from '#core/pack/manifest.ts';
import { readManifest } from '#core/pack/read-manifest.ts';
import { isLive, readHeads } from '#core/tables/heads.ts';
import { type Page, pageBatches } from '#core/tables/pages.ts';
import { ObjectMissing } from '#ports/object-store.ts';
import type { WorldEvent } from '../kernel/event.ts';
import type { WorldView } from '../world-view.ts';
import { FullPacks, wholeDocuments } from './full-pack.ts';
import { heldDocuments, waitsWith } from './held-documents.ts';
import type { Invariant } from './invariant.ts';
import { type Documents, PackDocuments, unpack } from './pack-documents.ts';
import { SetBackDocuments } from './set-back-documents.ts';

/**
 * I8: incremental = full. At rest, for each live index: what is stored of its pages is packed from nothing, shard by
 * shard, and each pack is bit for bit the live one. So whatever crawls, single pages, crashes and repetitions led to a
 * version, it has the documents and the order of answers that one packing of all pages would have given, by the weights of
 * its fields.
 *
 * Taken as the live packs have them are: a page that is neither known to be there nor known to be gone (its content was
 * lost, and it could not be read since); the dates of a page that is else the same, for a new date alone is no reason
 * to pack it again; what other pages say of one, which a full packing gathers and others keep; a page that a rollback
 * put back or away, until a newer version changes it; and one that waits with a version that is held.
 */
export function incrementalEqualsFull(world: Pick<WorldView, 'table' | 'objects'>): Invariant {
  return new IncrementalEqualsFull(world);
}

class IncrementalEqualsFull implements Invariant {
  readonly name = 'I8';
  readonly #world: Pick<WorldView, 'table' | 'objects'>;
  readonly #setBack = new SetBackDocuments();
  readonly #full = new FullPacks();
  readonly #packs = new PackDocuments();
  #comparisons = 0;

  constructor(world: Pick<WorldView, 'table' | 'objects'>) {
    this.#world = world;
  }

  comparisons(): number {
    return this.#comparisons;
  }

  on(event: WorldEvent): undefined {
    this.#setBack.on(event);
  }

  async atRest(): Promise<string | undefined> {
    const { table, objects } = this.#world;
    for await (const head of readHeads(table)) {
      if (!isLive(head)) continue;
      const held = await heldDocuments(this.#world, this.#packs, head);
      const wrong = await this.#wrongVersion(await readManifest(objects, head), held);
      if (wrong !== undefined) return `version ${head.version} of "${head.sk}", packed anew: ${wrong}`;
    }
    return undefined;
  }

  async #wrongVersion(manifest: Manifest, held: Documents | undefined): Promise<string | undefined> {
    const { index, shards } = manifest;
    const live = await this.#live(shards);
    const full = await this.#stored(index, live, held);
    if (typeof full === 'string') return full;
    const byShard = groupByShard(shards, full, ({ id }) => id);
    for (const shard of shards) {
      this.#comparisons += 1;
      const documents = byShard.get(shard) ?? [];
      const sha256 = this.#full.sha256(shard.definition, documents, weightsOf(manifest));
      if (sha256 === shard.pack.sha256) continue;
      const here = new Map([...live].filter(([id]) => groupByShard(shards, [id], String).has(shard)));
      return `shard ${shard.name} has the hash ${sha256}, and ${shard.pack.sha256} is live; ${difference(documents, here)}`;
    }
    return undefined;
  }

  async #live(shards: readonly ShardEntry[]): Promise<Map<string, Document>> {
    const live = new Map<string, Document>();
    for (const { pack } of shards) {
      const bytes = await this.#world.objects.get(pack.key);
      if (bytes === undefined) throw new ObjectMissing(pack.key);
      for (const [id, document] of wholeDocuments(unpack(bytes, pack))) live.set(id, document);
    }
    return live;
  }

  /** What belongs in the index by the rows of its pages. @returns what is wrong when that cannot be read. */
  async #stored(
    index: string,
    live: ReadonlyMap<string, Document>,
    held: Documents | undefined,
  ): Promise<Document[] | string> {
    const setBack = this.#setBack.of(index);
    const documents = [...live.values()].filter(({ id }) => setBack.has(id));
    for await (const pages of pageBatches(this.#world.table, index, false)) {
      for (const page of pages.filter(({ url }) => !setBack.has(url))) {
        const document = waitsWith(held, page) ? live.get(page.url) : await this.#document(page, live);
        if (typeof document === 'string') return document;
        if (document !== undefined) documents.push(document);
      }
    }
    return documents;
  }

  async #document(page: Page, live: ReadonlyMap<string, Document>): Promise<Document | string | undefined> {
    if (page.state === 'absent') return undefined;
    if (page.state === 'unknown') return live.get(page.url);
    try {
      const content = await readContent(this.#world.objects, page);
      if (content === undefined) return `${page.url} is said to be there, and its row names no content`;
      const document = documentOf(content, page.content_hash ?? '');
      const packed = live.get(document.id);
      if (packed === undefined) return document;
      const { anchors, links_in, published_at_ms, modified_at_ms } = packed;
      const said = { ...document, anchors, links_in };
      return packed.hash === document.hash ? { ...said, published_at_ms, modified_at_ms } : said;
    } catch (error) {
      if (error instanceof BadContent) return error.message;
      throw error;
    }
  }
}

const documentFields = documentSchema.keyof().options;

function difference(full: readonly Document[], live: ReadonlyMap<string, Document>): string {
  const fullIds = new Set(full.map(({ id }) => id));
  const parts = [
    ['not live', full.filter(({ id }) => !live.has(id)).map(({ id }) => id)],
    ['only live', [...live.keys()].filter((id) => !fullIds.has(id))],
    [
      'of other content',
      full.filter(({ id, hash }) => live.get(id)?.hash !== hash && live.has(id)).map(({ id }) => id),
    ],
  ] as const;
  const told = parts
    .filter(([, ids]) => ids.length > 0)
    .map(([what, ids]) => `${what}: ${ids.slice(0, 3).join(' ')}`);
  if (told.length > 0) return told.join('; ');
  const other = full.find((document) => !isDeepStrictEqual(document, live.get(document.id)));
  if (other === undefined) return 'the documents are the same';
  const before = live.get(other.id);
  const fields = documentFields.filter((field) => !isDeepStrictEqual(other[field], before?.[field]));
  return `${other.id} has one hash, and another ${fields.join(', ')}`;
}
