import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { DEPTH_MAX } from '#workers/orchestrator/search-answer.ts';
import { type SearchCursor, readCursor } from '#workers/orchestrator/search-cursor.ts';
import { Problem } from './problem.ts';

/** By what an answer has the hits that it has, in the order of it. */
const QUESTION = ['q', 'filter', 'sort', 'collapse', 'verbatim', 'typing'];
const KEY_BYTES = 9;

/** A cursor as clients get it: good for the same question alone. */
export function tiedCursor(c: Context, next: string | null): string | null {
  return next === null ? null : `${next}.${questionKey(c)}`;
}

/**
 * Where the page before ended, from the query string; undefined where the first page is asked for.
 * @throws {Problem} `bad_parameter` for what is no cursor, one of another question, and one beside `offset`.
 */
export function cursorOf(c: Context, limit: number): SearchCursor | undefined {
  const text = c.req.query('cursor') ?? '';
  if (text === '') return undefined;
  if ((c.req.query('offset') ?? '') !== '')
    throw new Problem('bad_parameter', 'there are "cursor" and "offset"; a cursor has its own');
  const [next = '', key] = text.split('.', 2);
  const cursor = readCursor(next);
  if (cursor === undefined || key === undefined)
    throw new Problem(
      'bad_parameter',
      `"cursor" is "${text.slice(0, 40)}"; it is "next" of the answer before`,
    );
  if (key !== questionKey(c))
    throw new Problem(
      'bad_parameter',
      `"cursor" is of another question; it goes with the same ${QUESTION.join(', ')} as the answer that it is of`,
    );
  if (cursor.offset + limit <= DEPTH_MAX) return cursor;
  throw new Problem(
    'bad_parameter',
    `"limit" is ${limit}; behind this cursor are at most ${DEPTH_MAX - cursor.offset} of the first ${DEPTH_MAX} hits`,
  );
}

function questionKey(c: Context): string {
  const asked = QUESTION.map((name) => (c.req.queries(name) ?? []).toSorted());
  const digest = createHash('sha256').update(JSON.stringify(asked)).digest();
  return digest.subarray(0, KEY_BYTES).toString('base64url');
}
