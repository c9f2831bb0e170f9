import { DEPTH_MAX, INDEXES_MAX, LIMIT_MAX, QUERY_MAX, type JointRequest } from './search-answer.ts';
import { BadQuery } from './search-errors.ts';

/** @throws {BadQuery} saying what is allowed. */
export function checkRequest({ indexes, query, limit, offset, filters = [] }: JointRequest): void {
  if (query.trim() === '' && filters.length === 0)
    throw new BadQuery('the query is empty; say what to look for');
  if (query.length > QUERY_MAX)
    throw new BadQuery(`the query has ${query.length} characters; at most ${QUERY_MAX} are read`);
  if (indexes.length === 0 || indexes.length > INDEXES_MAX)
    throw new BadQuery(
      `there are ${indexes.length} indexes; it is 1 to ${INDEXES_MAX} that are searched at once`,
    );
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) {
    throw new BadQuery(`limit is ${limit}; it is a whole number from 1 to ${LIMIT_MAX}`);
  }
  if (!Number.isInteger(offset) || offset < 0 || offset + limit > DEPTH_MAX) {
    throw new BadQuery(`offset is ${offset}; it is a whole number, and with limit at most ${DEPTH_MAX}`);
  }
}
