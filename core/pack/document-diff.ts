/** A document as far as versions are compared by it. */
export interface DiffEntry {
  readonly id: string;
  readonly title: string;
  /** sha256 of the extracted content, hex. */
  readonly hash: string;
}

export interface ChangedDocument {
  readonly id: string;
  readonly title: string;
  /** Where it was another one. */
  readonly title_before?: string;
}

/** What became of the documents of one version in another. */
export interface DocumentDiff {
  readonly counts: {
    readonly added: number;
    readonly removed: number;
    readonly changed: number;
    readonly unchanged: number;
  };
  /** The first of each by id, as many as were asked for. */
  readonly added: readonly Pick<DiffEntry, 'id' | 'title'>[];
  readonly removed: readonly Pick<DiffEntry, 'id' | 'title'>[];
  readonly changed: readonly ChangedDocument[];
}

/** That of two versions of nothing. */
export const EMPTY_DIFF: DocumentDiff = {
  counts: { added: 0, removed: 0, changed: 0, unchanged: 0 },
  added: [],
  removed: [],
  changed: [],
};

/**
 * Compares two versions document by document. Both are read once, side by side, and memory holds what is named alone.
 * @param before sorted by {@link compareIds}, each id once; so is `after`.
 * @param limit documents named of each kind.
 */
export function diffDocuments(
  before: Iterable<DiffEntry>,
  after: Iterable<DiffEntry>,
  limit: number,
): DocumentDiff {
  const counts = { added: 0, removed: 0, changed: 0, unchanged: 0 };
  const named: { added: DiffEntry[]; removed: DiffEntry[]; changed: ChangedDocument[] } = {
    added: [],
    removed: [],
    changed: [],
  };
  for (const [old, now] of inStep(before, after)) {
    const kind = kindOf(old, now);
    counts[kind] += 1;
    if (kind === 'unchanged' || named[kind].length >= limit) continue;
    if (old !== undefined && now !== undefined) named.changed.push(change(old, now));
    else if (old !== undefined) named.removed.push(old);
    else if (now !== undefined) named.added.push(now);
  }
  return { counts, added: named.added.map(brief), removed: named.removed.map(brief), changed: named.changed };
}

/** The differences of two parts of an index, none of whose documents is in both, as those of both together. */
export function mergeDiffs(a: DocumentDiff, b: DocumentDiff, limit: number): DocumentDiff {
  const first = <Named extends { readonly id: string }>(one: readonly Named[], other: readonly Named[]) =>
    [...one, ...other].sort((x, y) => compareIds(x.id, y.id)).slice(0, limit);
  return {
    counts: {
      added: a.counts.added + b.counts.added,
      removed: a.counts.removed + b.counts.removed,
      changed: a.counts.changed + b.counts.changed,
      unchanged: a.counts.unchanged + b.counts.unchanged,
    },
    added: first(a.added, b.added),
    removed: first(a.removed, b.removed),
    changed: first(a.changed, b.changed),
  };
}

/** By bytes of UTF-8, as SQLite sorts ids. */
export function compareIds(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function kindOf(old: DiffEntry | undefined, now: DiffEntry | undefined): keyof DocumentDiff['counts'] {
  if (old === undefined) return 'added';
  if (now === undefined) return 'removed';
  return old.hash === now.hash ? 'unchanged' : 'changed';
}

function change(old: DiffEntry, { id, title }: DiffEntry): ChangedDocument {
  return old.title === title ? { id, title } : { id, title, title_before: old.title };
}

function brief({ id, title }: DiffEntry): Pick<DiffEntry, 'id' | 'title'> {
  return { id, title };
}

/** Entries of two sorted lists by pairs of one id; the other is `undefined` where one list has it alone. */
export function* inStep<Entry extends { readonly id: string }>(
  before: Iterable<Entry>,
  after: Iterable<Entry>,
): Generator<readonly [Entry | undefined, Entry | undefined]> {
  using olds = new Ahead(before);
  using nows = new Ahead(after);
  for (;;) {
    const old = olds.head;
    const now = nows.head;
    if (old === undefined && now === undefined) return;
    const order = old === undefined ? 1 : now === undefined ? -1 : compareIds(old.id, now.id);
    yield [order <= 0 ? old : undefined, order >= 0 ? now : undefined];
    if (order <= 0) olds.next();
    if (order >= 0) nows.next();
  }
}

/** A list that can be looked into by one entry. */
class Ahead<Entry> implements Disposable {
  readonly #entries: Iterator<Entry>;
  head: Entry | undefined;

  constructor(entries: Iterable<Entry>) {
    this.#entries = entries[Symbol.iterator]();
    this.next();
  }

  next(): void {
    const next = this.#entries.next();
    this.head = next.done === true ? undefined : next.value;
  }

  [Symbol.dispose](): void {
    this.#entries.return?.();
  }
}
