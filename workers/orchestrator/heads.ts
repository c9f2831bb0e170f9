import PQueue from 'p-queue';
import type { Logger } from 'pino';
import { versionOf } from '#core/cluster/state.ts';
import type { Manifest } from '#core/pack/manifest.ts';
import { BadManifest, readManifest } from '#core/pack/read-manifest.ts';
import { versionChain } from '#core/pack/version-chain.ts';
import { type Head, isLive, readHead, readHeads } from '#core/tables/heads.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Table } from '#ports/table.ts';
import type { Origin } from '#runtime/outbox.ts';
import type { Control } from './control.ts';

export interface HeadsDeps {
  readonly table: Table;
  readonly objects: ObjectStore;
  readonly control: Control;
  readonly log: Logger;
}

/** Brings the control up to date with what is published. The head row is the truth; messages are nudges to read it. */
export class Heads {
  readonly #deps: HeadsDeps;

  constructor(deps: HeadsDeps) {
    this.#deps = deps;
  }

  /** One index. @throws what table and store throw; a manifest that is broken is an issue of the cluster instead. */
  async refresh(index: string, origin: Origin = {}): Promise<void> {
    const head = await readHead(this.#deps.table, index);
    const version = head?.version;
    if (isLive(head)) await this.#publish(head, origin);
    else await this.#deps.control.apply({ type: 'gone', index, version }, origin);
  }

  /**
   * All of them: what was published, deleted or missed since.
   * @throws the first failure, after the others were tried.
   */
  async sweep(signal: AbortSignal): Promise<void> {
    const { control, table, log } = this.#deps;
    const known = new Set(control.indexes());
    const work = new PQueue({ concurrency: READS });
    const failures: unknown[] = [];
    const refresh = async (index: string) => {
      try {
        if (!signal.aborted) await this.refresh(index);
      } catch (error) {
        failures.push(error);
        log.warn({ err: error, index }, 'a head could not be followed; it is tried again');
      }
    };
    for await (const head of readHeads(table)) {
      const alive: boolean = isLive(head);
      if (alive ? control.isNews(head) : known.has(head.sk)) void work.add(() => refresh(head.sk));
      known.delete(head.sk);
      await work.onSizeLessThan(WAITING_MAX);
    }
    // What the list did not show may be newer than the list: each row is read again.
    for (const index of known) void work.add(() => refresh(index));
    await work.onIdle();
    if (failures.length > 0) throw failures[0];
  }

  /** For indexes of which nothing can be asked: the newest version that searchers hold as a whole. */
  async fallBack(signal: AbortSignal): Promise<void> {
    for (const index of this.#deps.control.indexes()) {
      if (signal.aborted) return;
      if (!this.#deps.control.isDark(index)) continue;
      try {
        await this.#fallBackOne(index);
      } catch (error) {
        this.#deps.log.warn({ err: error, index }, 'no older version could be found; the newest is loaded');
      }
    }
  }

  async #fallBackOne(index: string): Promise<void> {
    const { table, objects, control } = this.#deps;
    const head = await readHead(table, index);
    if (!isLive(head)) return;
    let steps = 0;
    for await (const manifest of versionChain(objects, await readManifest(objects, head))) {
      if (manifest.version < head.version) {
        await control.apply({ type: 'fallback', index, version: versionOf(manifest) });
      }
      if (!control.isDark(index) || ++steps > FALLBACK_STEPS) return;
    }
  }

  async #publish(head: Head, origin: Origin): Promise<void> {
    const { control, objects, log } = this.#deps;
    if (!control.isNews(head)) return;
    let manifest: Manifest;
    try {
      manifest = await readManifest(objects, head);
    } catch (error) {
      if (!(error instanceof BadManifest)) throw error;
      log.error({ err: error, index: head.sk, version: head.version }, 'a version cannot be served');
      const { sk: index, version } = head;
      await control.apply({ type: 'head_unreadable', index, version, reason: error.message }, origin);
      return;
    }
    await control.apply({ type: 'head', index: head.sk, version: versionOf(manifest) }, origin);
  }
}

/** Manifests read at once: some ten ms each from S3. */
const READS = 16;
const WAITING_MAX = 1000;
/** As many versions as are kept by default. */
const FALLBACK_STEPS = 5;
