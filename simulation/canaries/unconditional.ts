import type { Platform } from '#app/backend/platform.ts';
import type { Table } from '#ports/table.ts';
import { overlay } from './overlay.ts';

type Update = Parameters<Table['update']>;

/** A platform whose updates of rows, those that are meant, ask for no condition any more. */
export function unconditional(platform: Platform, isMeant: (...update: Update) => boolean): Platform {
  const { table } = platform;
  const update = (...[name, key, changes, expected]: Update): ReturnType<Table['update']> =>
    table.update(name, key, changes, isMeant(name, key, changes, expected) ? {} : expected);
  return { ...platform, table: overlay(table, { update }) };
}
