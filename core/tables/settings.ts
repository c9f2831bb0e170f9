import { z } from 'zod';
import { type IndexSettings, NO_SETTINGS, indexSettingsSchema } from '#core/settings/index-settings.ts';
import { type Table, queryAll } from '#ports/table.ts';
import { type OnBadRow, parseRows, readRow } from './row.ts';

/** Of the table `indexes`: settings may be there before the index is, and are asked for by their own readers. */
const PARTITION = 'settings';

const rowSchema = z.object({
  pk: z.literal(PARTITION),
  /** The index. */
  sk: z.string(),
  /** Counts the writes; each is conditional on it. */
  revision: z.int().min(1),
  settings: indexSettingsSchema,
});

export interface StoredSettings {
  /** 0 where nothing was ever set. */
  readonly revision: number;
  readonly settings: IndexSettings;
}

/** What is set for an index. @throws {BadRow} */
export async function readSettings(table: Table, index: string): Promise<StoredSettings> {
  const row = await readRow(table, 'indexes', rowSchema, { pk: PARTITION, sk: index });
  return row === undefined ? { revision: 0, settings: NO_SETTINGS } : row;
}

/** Writes settings if nobody wrote them since they were read. @returns whether they were written. */
export function writeSettings(
  table: Table,
  index: string,
  settings: IndexSettings,
  before: StoredSettings,
): Promise<boolean> {
  const row = { pk: PARTITION, sk: index, revision: before.revision + 1, settings };
  return table.put('indexes', row, { revision: before.revision === 0 ? undefined : before.revision });
}

export async function deleteSettings(table: Table, index: string): Promise<void> {
  await table.delete('indexes', { pk: PARTITION, sk: index });
}

/** The settings of every index for which any were set. @param onBad see {@link parseRows}. */
export function allSettings(table: Table, onBad?: OnBadRow): AsyncGenerator<z.infer<typeof rowSchema>> {
  return parseRows('indexes', rowSchema, queryAll(table, 'indexes', { pk: PARTITION }), onBad);
}
