import type { Context } from 'hono';
import { indexName } from '#messages/message.ts';
import { Problem } from './problem.ts';

/**
 * A whole number from the query string.
 * @throws {Problem} `bad_parameter` saying what it may be.
 */
export function wholeNumber(
  c: Context,
  name: string,
  bounds: { readonly least: number; readonly most: number; readonly otherwise: number },
): number {
  const text = c.req.query(name);
  if (text === undefined || text === '') return bounds.otherwise;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= bounds.least && value <= bounds.most) return value;
  throw new Problem(
    'bad_parameter',
    `"${name}" is "${text.slice(0, 40)}"; it is a whole number from ${bounds.least} to ${bounds.most}`,
  );
}

/**
 * `true` or `false` from the query string.
 * @throws {Problem} `bad_parameter`
 */
export function trueOrFalse(c: Context, name: string, otherwise = false): boolean {
  const text = c.req.query(name);
  if (text === undefined || text === '') return otherwise;
  if (text === 'false') return false;
  if (text === 'true') return true;
  throw new Problem('bad_parameter', `"${name}" is "${text.slice(0, 40)}"; it is true or false`);
}

/** @throws {Problem} `bad_index_name` */
export function checkIndexName(name: string): string {
  if (indexName.safeParse(name).success) return name;
  throw new Problem('bad_index_name', `"${name.slice(0, 100)}" cannot be the name of an index`);
}
