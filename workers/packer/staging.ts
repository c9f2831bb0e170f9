import { join } from 'node:path';
import { BadContent, type Content, documentOf, readContent } from '#core/crawl/content.ts';
import type { Document } from '#core/pack/document.ts';
import { textBytes } from '#core/pack/text-bytes.ts';
import type { Page } from '#core/tables/pages.ts';
import type { Handling } from '#runtime/worker.ts';
import { type LinkGraph, linkChars } from './link-graph.ts';
import { readAnew } from './read-anew.ts';
import { readInBatches } from './read-in-batches.ts';
import type { PackerDeps } from './worker.ts';

/** What is handed to a thread at once; a document has a few megabytes at most. */
const STAGE = { most: 100, most_chars: 4 * 2 ** 20 };

/** Files in the scratch folder, one per shard, with what changes there; gone once it is disposed of. */
export class Staging implements AsyncDisposable {
  readonly touched = new Map<string, { name: string; path: string; bytes: number }>();
  readonly #deps: PackerDeps;
  readonly #run: string;
  readonly #handling: Pick<Handling, 'signal' | 'log' | 'send'>;
  readonly #graph: LinkGraph | undefined;

  /** @param graph where links are noted, if they are. */
  constructor(
    deps: PackerDeps,
    handling: Pick<Handling, 'signal' | 'log' | 'send'>,
    graph: LinkGraph | undefined,
  ) {
    this.#deps = deps;
    this.#graph = graph;
    this.#run = `staging-${deps.random.id()}`;
    this.#handling = handling;
  }

  /** The documents of these pages go. */
  async remove(shard: string, pages: readonly Page[]): Promise<void> {
    const ids = pages.map(({ url }) => url);
    if (ids.length > 0) await this.#stage(shard, [], ids);
  }

  /**
   * The documents of these pages are as what is stored of them.
   * @param least_bytes of the text of documents, by URL: what says less is left as it is.
   * @returns how many were staged.
   */
  async put(
    shard: string,
    pages: readonly Page[],
    least_bytes: ReadonlyMap<string, number> = new Map(),
  ): Promise<number> {
    let staged = 0;
    for await (const contents of this.#read(pages, least_bytes)) {
      const documents = contents.map(({ content, hash }) => documentOf(content, hash));
      await this.#stage(shard, documents, []);
      await this.#graph?.put(contents);
      staged += contents.length;
    }
    return staged;
  }

  /** What a graph has gathered of the documents of a shard is as there, where it is something else than it was. */
  async putAnchors(shard: string, from: { graph: string; base: string | undefined }): Promise<void> {
    const wasTouched = this.touched.has(shard);
    const file = this.#open(shard);
    const { documents, bytes } = await this.#deps.compute.run('stage_anchors', { ...from, path: file.path });
    file.bytes = bytes;
    if (wasTouched || documents > 0) return;
    this.touched.delete(shard);
    await this.#deps.scratch.remove(file.name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.touched.values()].map(({ name }) => this.#deps.scratch.remove(name)));
  }

  #read(pages: readonly Page[], least_bytes: ReadonlyMap<string, number>): AsyncGenerator<StoredContent[]> {
    const read = async (page: Page): Promise<StoredContent | undefined> => {
      const stored = await this.#content(page);
      const isEnough = stored !== undefined && textBytes(stored.content) >= (least_bytes.get(page.url) ?? 0);
      return isEnough ? stored : undefined;
    };
    return readInBatches(pages, read, charsOf, { ...STAGE, signal: this.#handling.signal });
  }

  /** The content of a page; `undefined` when it is lost: then the page is read anew, and stays as it is. */
  async #content(page: Page): Promise<StoredContent | undefined> {
    try {
      const content = await readContent(this.#deps.objects, page);
      return content && { content, hash: page.content_hash ?? '' };
    } catch (error) {
      if (!(error instanceof BadContent)) throw error;
      this.#handling.log.error({ err: error, url: page.url }, 'content is lost; the page is read anew');
      await readAnew(this.#deps, page, this.#handling);
      return undefined;
    }
  }

  async #stage(shard: string, upserts: readonly Document[], deletions: readonly string[]): Promise<void> {
    const file = this.#open(shard);
    const { bytes } = await this.#deps.compute.run('stage_documents', {
      path: file.path,
      upserts,
      deletions,
    });
    file.bytes = bytes;
  }

  #open(shard: string): { readonly name: string; readonly path: string; bytes: number } {
    let file = this.touched.get(shard);
    if (file === undefined) {
      const name = `${this.#run}-${shard}.sqlite`;
      file = { name, path: join(this.#deps.scratch.path, name), bytes: 0 };
      this.touched.set(shard, file);
    }
    return file;
  }
}

/** What is stored of a page. */
interface StoredContent {
  readonly content: Content;
  readonly hash: string;
}

/** Of its texts, those of its links included. */
function charsOf({ content: { headings, body, around, links } }: StoredContent): number {
  return headings.length + body.length + around.length + linkChars(links);
}
