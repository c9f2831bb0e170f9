import type { WorldEvent } from '../kernel/event.ts';
import { PublishedVersions, changedIds, isRollback } from './published-versions.ts';

const NONE: ReadonlySet<string> = new Set();

/**
 * Which documents a rollback has put back, or away: they stay so until something newer of them comes, whatever their rows
 * say. A document that the rollback left as it was is none of them.
 */
export class SetBackDocuments {
  readonly #versions = new PublishedVersions();
  readonly #byIndex = new Map<string, Set<string>>();

  /** @returns the index whose head this event moved, if it did. */
  on(event: WorldEvent): string | undefined {
    const change = this.#versions.on(event);
    if (change === undefined) return undefined;
    const { index, manifest } = change;
    const ids = this.#byIndex.get(index) ?? new Set<string>();
    this.#byIndex.set(index, manifest === undefined ? new Set() : ids);
    for (const id of changedIds(change)) {
      if (isRollback(manifest)) ids.add(id);
      else ids.delete(id);
    }
    return index;
  }

  /** Ids of documents of an index. */
  of(index: string): ReadonlySet<string> {
    return this.#byIndex.get(index) ?? NONE;
  }
}
