import { TABLES } from '#core/tables/row.ts';

/** Real names of the tables under a prefix. */
export function tableNames(prefix: string): string[] {
  return TABLES.map((table) => `${prefix}-${table}`);
}
