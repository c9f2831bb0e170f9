import { z } from 'zod';
import { type IndexSettings, NO_SETTINGS, indexSettingsSchema } from '#core/settings/index-settings.ts';
import { type Table, queryAll } from '#ports/table.ts';
import { type OnBadRow, parseRows, readRow } from './row.ts';
import { type SettingsMade, keepRevision, settingsMadeSchema, trimRevisions } from './settings-history.ts';

/** Of the table `indexes`: settings may be there before the index is, and are asked for by their own readers. */
const PARTITION = 'settings';

const rowSchema = z.object({
  pk: z.literal(PARTITION),
  /** The index. */
  sk: z.string(),
  /** Counts the writes; each is conditional on it. */
  revision: z.int().min(1),
  settings: indexSettingsSchema,
  made: settingsMadeSchema.optional(),
});

export interface StoredSettings {
  /** 0 where nothing was ever set. */
  readonly revision: number;
  readonly settings: IndexSettings;
  /** How this revision came to be; undefined where that was not noted. */
  readonly made?: SettingsMade | undefined;
}

/** What is set for an index. @throws {BadRow} */
export async function readSettings(table: Table, index: string): Promise<StoredSettings> {
  const row = await readRow(table, 'indexes', rowSchema, { pk: PARTITION, sk: index });
  return row === undefined ? { revision: 0, settings: NO_SETTINGS } : row;
}

/**
 * Writes settings if nobody wrote them since they were read. The row is the newest entry of their history: what it replaces
 * is kept first, so that a crash between the two loses none, and the one conditional write decides which change there was.
 * @returns whether they were written.
 */
export async function writeSettings(
  table: Table,
  index: string,
  settings: IndexSettings,
  before: StoredSettings,
  made?: SettingsMade,
): Promise<boolean> {
  if (before.revision > 0) await keepRevision(table, index, before);
  const revision = before.revision + 1;
  const row = { pk: PARTITION, sk: index, revision, settings, ...(made === undefined ? {} : { made }) };
  const isWritten = await table.put('indexes', row, {
    revision: before.revision === 0 ? undefined : before.revision,
  });
  if (isWritten) await trimRevisions(table, index, revision);
  return isWritten;
}

export async function deleteSettings(table: Table, index: string): Promise<void> {
  await table.delete('indexes', { pk: PARTITION, sk: index });
}

/** The settings of every index for which any were set. @param onBad see {@link parseRows}. */
export function allSettings(table: Table, onBad?: OnBadRow): AsyncGenerator<z.infer<typeof rowSchema>> {
  return parseRows('indexes', rowSchema, queryAll(table, 'indexes', { pk: PARTITION }), onBad);
}
