import { z } from 'zod';
import { indexSettingsSchema } from '#core/settings/index-settings.ts';
import type { JsonObject } from '#core/settings/merge-patch.ts';
import { hideSecrets } from '#core/settings/secrets.ts';
import { type Table, queryAll } from '#ports/table.ts';
import { deletePartition } from './key-batches.ts';
import { parseRow, readRow } from './row.ts';
import type { StoredSettings } from './settings.ts';

/** Revisions of the settings of an index that are kept, with the one that stands. */
export const MAX_REVISIONS = 100;
/** Characters that may be said of a change. */
export const MAX_NOTE_CHARS = 500;
/** Characters of a change as JSON: beside the largest settings a row has room for so many. */
export const MAX_CHANGE_CHARS = 30_000;

/** How a revision of settings came to be, as a row has it. */
export type SettingsMade = {
  /** Unix ms. */
  readonly at_ms: number;
  /** By whoever changed them. */
  readonly note?: string | undefined;
  /** What was changed, as a JSON merge patch with secrets hidden; undefined where it is longer than {@link MAX_CHANGE_CHARS}. */
  readonly change?: JsonObject | undefined;
};
export const settingsMadeSchema = z.object({
  at_ms: z.number(),
  note: z.string().optional(),
  change: z.record(z.string(), z.json()).optional(),
}) satisfies z.ZodType<SettingsMade>;

/** A revision, without the settings. */
const entrySchema = z.object({ revision: z.int().min(1), made: settingsMadeSchema.optional() });
export interface SettingsRevision {
  readonly revision: number;
  readonly made?: SettingsMade | undefined;
}

/** Secrets are hidden in it: what was taken away is nowhere. */
const rowSchema = entrySchema.extend({ settings: indexSettingsSchema });

/**
 * Keeps what stands, before it is replaced. Whoever does so at the same moment writes the same. One that was slow and whose
 * change comes to nothing writes no revision that stands: only those below the present one count.
 */
export async function keepRevision(
  table: Table,
  index: string,
  { revision, settings, made }: StoredSettings,
): Promise<void> {
  const row = { ...keyOf(index, revision), revision, settings: hideSecrets(settings) };
  await table.put('indexes', made === undefined ? row : { ...row, made });
}

/** The newest revisions, the latest first. @param present what stands: the first of them. @throws {BadRow} */
export async function settingsHistory(
  table: Table,
  index: string,
  present: StoredSettings,
  limit: number,
): Promise<SettingsRevision[]> {
  const { revision, made } = present;
  if (revision === 0) return [];
  const before = Math.min(limit, MAX_REVISIONS) - 1;
  if (before === 0 || revision === 1) return [{ revision, made }];
  const history: SettingsRevision[] = [{ revision, made }];
  const query = {
    pk: partitionOf(index),
    from: sortKey(oldestOf(revision)),
    to: sortKey(revision - 1),
    limit: before,
    reverse: true,
  };
  // A table may end a page before that: settings are large.
  for await (const row of queryAll(table, 'indexes', query)) {
    history.push(parseRow('indexes', entrySchema, row));
    if (history.length > before) break;
  }
  return history;
}

/**
 * Settings as they were at a revision, with secrets hidden; undefined where that is not kept.
 * @param present what stands. @throws {BadRow}
 */
export async function settingsAt(
  table: Table,
  index: string,
  present: StoredSettings,
  revision: number,
): Promise<StoredSettings | undefined> {
  if (revision === present.revision) return { ...present, settings: hideSecrets(present.settings) };
  if (revision > present.revision || revision < oldestOf(present.revision)) return undefined;
  return readRow(table, 'indexes', rowSchema, keyOf(index, revision));
}

/** Takes away what is kept no longer; what a crash has left of that goes with the next change. */
export async function trimRevisions(table: Table, index: string, present: number): Promise<void> {
  const oldest = oldestOf(present);
  if (oldest === 1) return;
  const { rows } = await table.query('indexes', { pk: partitionOf(index), to: sortKey(oldest - 1) });
  await Promise.all(rows.map(({ pk, sk }) => table.delete('indexes', { pk, sk })));
}

export function deleteSettingsHistory(table: Table, index: string): Promise<void> {
  return deletePartition(table, 'indexes', partitionOf(index));
}

/** The oldest revision that is kept beside the present one. */
export function oldestOf(present: number): number {
  return Math.max(1, present - MAX_REVISIONS + 1);
}

function keyOf(index: string, revision: number): { pk: string; sk: string } {
  return { pk: partitionOf(index), sk: sortKey(revision) };
}

function partitionOf(index: string): string {
  return `settings ${index}`;
}

function sortKey(revision: number): string {
  return String(revision).padStart(12, '0');
}
