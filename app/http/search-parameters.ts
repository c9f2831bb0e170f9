import type { Context } from 'hono';
import type { Filter, Sort } from '#ports/question.ts';
import { MAX_FACETS, MAX_FILTERS } from '#core/query/answer-bounds.ts';
import { FACETS, FIELD, FILTER_NAMES, filterOf, isFacet } from '#core/query/filter.ts';
import { sortOf } from '#core/query/sort.ts';
import { Problem } from './problem.ts';

/**
 * Filters from the query string: `filter=type:pdf`, as often as need be, and `filter=-site:old.gov` for what is not wanted.
 * @throws {Problem} `bad_parameter`
 */
export function filtersOf(c: Context): Filter[] {
  const given = (c.req.queries('filter') ?? []).filter((text) => text !== '');
  if (given.length > MAX_FILTERS)
    throw new Problem(
      'bad_parameter',
      `there are ${given.length} filters; at most ${MAX_FILTERS} are heeded`,
    );
  return given.map((text) => {
    const [, no, name = '', value = ''] = /^(-?)([^:]*):?(.*)$/su.exec(text) ?? [];
    const filter = filterOf(name, value, no === '-');
    if (filter !== undefined) return filter;
    const wanted = `a name and a value of up to 1,000 characters, as "type:pdf"; names are ${FILTER_NAMES}, a path begins with /, and a date is like 2024, 2024-03 or 2024-03-12`;
    throw new Problem('bad_parameter', `"filter" is "${text.slice(0, 100)}"; it is ${wanted}`);
  });
}

/** Facets from the query string: `facets=site,type`. @throws {Problem} `bad_parameter` */
export function facetsOf(c: Context): string[] {
  const names = listed(c, 'facets');
  const unknown = names.find((name) => !isFacet(name));
  if (unknown !== undefined)
    throw new Problem(
      'bad_parameter',
      `"facets" has "${unknown.slice(0, 100)}"; there are ${FACETS.join(', ')} and ${FIELD}NAME, with commas between`,
    );
  if (names.length <= MAX_FACETS) return names;
  throw new Problem('bad_parameter', `"facets" has ${names.length} names; at most ${MAX_FACETS} are counted`);
}

/** What stands between commas in a parameter, which may come more than once; each once. */
export function listed(c: Context, name: string): string[] {
  const all = (c.req.queries(name) ?? []).flatMap((text) => text.split(','));
  return [...new Set(all.filter((one) => one !== ''))];
}

/**
 * That the query string has nothing that would be passed over.
 * @param names that are known. @param lists those of them that may come more than once.
 * @throws {Problem} `bad_parameter` for a name that is not known, and for one that comes twice.
 */
export function checkNames(c: Context, names: readonly string[], lists: readonly string[]): void {
  for (const [name, values] of Object.entries(c.req.queries())) {
    if (!names.includes(name))
      throw new Problem(
        'bad_parameter',
        `there is no parameter "${name.slice(0, 40)}"; there are ${names.join(', ')}`,
      );
    if (values.length > 1 && !lists.includes(name))
      throw new Problem('bad_parameter', `"${name}" is there ${values.length} times; it is once at most`);
  }
}

/** What to sort by, from the query string; undefined for how good hits are. @throws {Problem} `bad_parameter` */
export function sortedBy(c: Context): Sort | undefined {
  const text = c.req.query('sort') ?? '';
  if (text === '' || text === 'relevance') return undefined;
  const sort = sortOf(text);
  if (sort !== undefined) return sort;
  throw new Problem(
    'bad_parameter',
    `"sort" is "${text.slice(0, 100)}"; it is relevance, date or ${FIELD}NAME, the last two with :asc or :desc if need be`,
  );
}

/** What hits may have in common of which but the best is given, from the query string. @throws {Problem} `bad_parameter` */
export function collapsedBy(c: Context): string | undefined {
  const by = c.req.query('collapse') ?? '';
  if (by === '') return undefined;
  if (by === 'text' || isFacet(by)) return by;
  throw new Problem(
    'bad_parameter',
    `"collapse" is "${by.slice(0, 100)}"; it is text, ${FACETS.join(', ')} or ${FIELD}NAME`,
  );
}
