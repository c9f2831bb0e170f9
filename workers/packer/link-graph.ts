import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { BadContent, type Content, readContent } from '#core/crawl/content.ts';
import { pointsTo } from '#core/crawl/outcome.ts';
import type { PackRef } from '#core/pack/manifest.ts';
import type { Alias, LinkSource } from '#core/pack/put-links.ts';
import type { UnknownSource } from '#core/pack/unknown-sources.ts';
import type { ShardParts } from '#core/pack/version-documents.ts';
import { pageKey } from '#core/crawl/url.ts';
import type { Page } from '#core/tables/pages.ts';
import type { Handling } from '#runtime/worker.ts';
import type { OpenShard } from './change-set.ts';
import { linksFile } from './links-file.ts';
import { type LocalPack, localPack } from './local-pack.ts';
import { readInBatches } from './read-in-batches.ts';
import type { Staging } from './staging.ts';
import type { PackerDeps } from './worker.ts';

/** Documents whose links are asked about at a time. */
const BATCH = 200;
/** Documents whose links are handed to a thread at once, and characters of those. */
const PUT = { most: BATCH, most_chars: 4 * 2 ** 20 };
const ALIASES = 500;
/** Codes of SQLite for a file that is damaged, or none of its own. */
const DAMAGED: ReadonlySet<unknown> = new Set(['SQLITE_CORRUPT', 'SQLITE_NOTADB']);

/**
 * The links between the documents of an index (core/pack/link-graph.ts), in a file in the scratch folder that is kept
 * for the next packing, and not deleted to make room before this one is through. What is missing there is read again;
 * where it is damaged it is deleted, and the packing that fails by that is tried again.
 */
export class LinkGraph implements Disposable {
  readonly #deps: PackerDeps;
  readonly #index: string;
  readonly #handling: Pick<Handling, 'signal' | 'log'>;
  #aliases: Alias[] = [];
  readonly #aliases_digest = createHash('sha256');
  #isAnew = true;
  #is_whole = true;
  /** Half of the links would say the wrong thing. */
  readonly #held: Disposable;

  constructor(deps: PackerDeps, index: string, handling: Pick<Handling, 'signal' | 'log'>) {
    this.#deps = deps;
    this.#index = index;
    this.#handling = handling;
    this.#held = deps.scratch.hold(linksFile(index));
  }

  [Symbol.dispose](): void {
    this.#held[Symbol.dispose]();
  }

  /** Of the aliases that are noted. */
  get aliases(): string {
    return this.#aliases_digest.copy().digest('hex');
  }

  /** Whether the links of all documents that were gathered from are known. */
  get is_whole(): boolean {
    return this.#is_whole;
  }

  /** Notes where a page leads that is another one. */
  async noteAlias({ url, state, outcome }: Page): Promise<void> {
    const to = state === 'present' ? undefined : pointsTo(outcome);
    if (to === undefined) return;
    this.#aliases.push({ url, to });
    this.#aliases_digest.update(JSON.stringify([url, to]));
    if (this.#aliases.length >= ALIASES) await this.#putAliases();
  }

  /** Notes the links of contents that are at hand. */
  async put(contents: readonly LinkedContent[]): Promise<void> {
    if (contents.length === 0) return;
    const { compute } = this.#deps;
    const sources = contents.map(sourceOf);
    await this.#do(() => compute.run('put_links', { path: this.#path, sources }));
  }

  /**
   * Gathers what the documents of a version say of each other, and stages it where it is something else than in the live
   * version. Live packs are taken one after the other, twice, so that a disk on which one has room has enough.
   */
  async gather(shards: readonly OpenShard[], staging: Staging): Promise<void> {
    const filled = shards.filter(({ name, pack }) => pack !== undefined || staging.touched.has(name));
    if (filled.length === 0) return;
    const { compute } = this.#deps;
    const path = this.#path;
    await this.#putAliases();
    for (const [n, { name, pack }] of filled.entries()) {
      using base = await this.#base(pack);
      const shard = { base: base?.path, staging: staging.touched.get(name)?.path };
      await this.#readUnknown(shard);
      await this.#do(() => compute.run('note_documents', { ...shard, path, anew: n === 0 }));
    }
    await this.#do(() => compute.run('gather_anchors', { path }));
    for (const { name, pack } of filled) {
      using base = await this.#base(pack);
      await this.#do(() => staging.putAnchors(name, { graph: path, base: base?.path }));
    }
  }

  async #base(pack: PackRef | undefined): Promise<LocalPack | undefined> {
    const { signal } = this.#handling;
    signal.throwIfAborted();
    return pack && (await localPack(this.#deps, pack, signal));
  }

  async #readUnknown(shard: ShardParts): Promise<void> {
    const { compute } = this.#deps;
    const { signal } = this.#handling;
    for (let after = ''; ;) {
      const request = { path: this.#path, base: shard.base, staging: shard.staging, after, limit: BATCH };
      const unknown = await this.#do(() => compute.run('unknown_sources', request));
      const last = unknown.at(-1);
      if (last === undefined) return;
      const read = (source: UnknownSource): Promise<LinkedContent | undefined> => this.#content(source);
      const chars = ({ content }: LinkedContent): number => linkChars(content.links);
      for await (const contents of readInBatches(unknown, read, chars, { ...PUT, signal }))
        await this.put(contents);
      after = last.id;
    }
  }

  /** Of a document whose content is lost nothing is known; its page is read anew when it is packed. */
  async #content({ id, hash }: UnknownSource): Promise<LinkedContent | undefined> {
    const page = { pk: this.#index, sk: pageKey(id), url: id, content_hash: hash };
    try {
      const content = await readContent(this.#deps.objects, page);
      // Its text is not wanted.
      return content && { content: { url: content.url, links: content.links }, hash };
    } catch (error) {
      if (!(error instanceof BadContent)) throw error;
      this.#handling.log.warn({ err: error, url: id }, 'the links of a page are not known');
      this.#is_whole = false;
      return undefined;
    }
  }

  async #putAliases(): Promise<void> {
    const request = { path: this.#path, anew: this.#isAnew, aliases: this.#aliases };
    await this.#do(() => this.#deps.compute.run('put_aliases', request));
    this.#aliases = [];
    this.#isAnew = false;
  }

  get #path(): string {
    return join(this.#deps.scratch.path, linksFile(this.#index));
  }

  /** Does work on the file; deletes it if it is damaged. */
  async #do<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Error && 'code' in error && DAMAGED.has(error.code))
        await forgetLinks(this.#deps, this.#index);
      throw error;
    }
  }
}

/** What is stored of a document, as far as its links go. */
export interface LinkedContent {
  readonly content: Pick<Content, 'url' | 'links'>;
  /** Of the content. */
  readonly hash: string;
}

/** Characters of links: of their URLs and of what is shown of them. */
export function linkChars(links: Content['links']): number {
  return links.reduce((sum, { url, text }) => sum + url.length + text.length, 0);
}

/** Links that ask not to be followed speak for nobody. */
function sourceOf({ content: { url, links }, hash }: LinkedContent): LinkSource {
  const followed = links.filter(({ nofollow }) => !nofollow);
  return { id: url, hash, links: followed.map(({ url: to, text }) => ({ url: to, text })) };
}

/** Deletes the file of an index. */
async function forgetLinks({ scratch }: Pick<PackerDeps, 'scratch'>, index: string): Promise<void> {
  await scratch.remove(linksFile(index));
  await scratch.remove(`${linksFile(index)}-journal`);
}
