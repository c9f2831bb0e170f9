import { outcomeSchema } from '#core/crawl/outcome.ts';
import { MAX_FILTERS } from '#core/query/answer-bounds.ts';
import { FACETS, FIELD, FILTER_NAMES } from '#core/query/filter.ts';
import { MAX_NOTE_CHARS } from '#core/tables/settings-history.ts';
import { DEPTH_MAX, INDEXES_MAX, LIMIT_MAX, QUERY_MAX } from '#workers/orchestrator/search-answer.ts';
import { SUGGESTIONS_MAX } from '#workers/orchestrator/suggest-answer.ts';
import type { NumberSchema, Parameter } from './operation.ts';

/** Parameters that several operations have. */

export const INDEX: Parameter = {
  name: 'index',
  doc: 'Name of the index.',
  schema: { type: 'string', pattern: '^[a-z0-9][a-z0-9.-]{0,62}$' },
  example: 'site.gov',
};

export const CRAWL: Parameter = {
  name: 'id',
  doc: 'Id of the crawl.',
  schema: { type: 'string' },
  example: 'site.gov.01jd3m0w2v8k5q7r9t1x3z5b7d',
};

export const OUTCOME: Parameter = {
  name: 'outcome',
  doc: 'Only those that it came to; `open`: those that have work left.',
  schema: {
    type: 'string',
    enum: ['open', ...outcomeSchema.options.map((option) => option.shape.kind.value)],
  },
};

export const LETTER: Parameter = {
  name: 'id',
  doc: 'Id of the dead letter.',
  schema: { type: 'string' },
  example: '01jd3m0w2v8k5q7r9t1x3z5b7d',
};

export function limit(most: number, otherwise: number): Parameter {
  return { name: 'limit', doc: 'At most so many.', schema: whole(1, most, otherwise) };
}

/** Of settings. */
export const SETTINGS_REVISION: Parameter = {
  name: 'revision',
  doc: 'The settings as they were then, in place of as they are.',
  schema: { type: 'string', pattern: '^[1-9][0-9]{0,11}$' },
};

export const NOTE: Parameter = {
  name: 'note',
  doc: 'What the change is for; it is told in the history of the settings.',
  schema: { type: 'string', maxLength: MAX_NOTE_CHARS },
};

export const INDEXES: Parameter = {
  name: 'index',
  doc: `Names of indexes, with commas between: 1 to ${INDEXES_MAX}.`,
  schema: { type: 'string' },
  needed: true,
  example: 'site.gov,docs.site.gov',
};

/** A version of an index. */
export function version(name: string, doc: string): Parameter {
  return { name, doc, schema: { type: 'string', pattern: '^(live|held|[1-9][0-9]{0,14})$' } };
}

/** `next` of the answer before. */
export function after(what: string): Parameter {
  return {
    name: 'after',
    doc: `Continues behind this one: \`next\` of the answer before. ${what}`,
    schema: { type: 'string' },
  };
}

export const QUERY: Parameter = {
  name: 'q',
  doc: 'Words, `"phrases"`, `prefix*`, `-not`, `OR`, `title:word`, `path:word`, `site:host`, `path:/folder/`, `type:pdf`, `lang:de`, `before:2024-03`, `after:2024`, `fields.price:10..20`. Whatever is typed is valid.',
  schema: { type: 'string', minLength: 1, maxLength: QUERY_MAX },
  needed: true,
  example: 'opening hours',
};

export const FILTER: Parameter = {
  name: 'filter',
  doc: `What documents must be, beside what the query says, as often as need be: a name and a value, as \`type:pdf\`, or \`fields.price:10..20\` for a range (\`10..\`, \`..20\`, \`>10\`, \`>=10\`, \`<20\`, \`<=20\`) of numbers or dates, and a minus before it for what they must not be. Names are ${FILTER_NAMES}. One value of a name is enough, of each name; \`>=10\` and \`<20\` together are what is between.`,
  schema: { type: 'array', items: { type: 'string' }, maxItems: MAX_FILTERS },
};

export const FACETS_WANTED: Parameter = {
  name: 'facets',
  doc: `Of what values are counted: ${FACETS.join(', ')} and ${FIELD}NAME, with commas between.`,
  schema: { type: 'string' },
};

export const SORT: Parameter = {
  name: 'sort',
  doc: `\`relevance\`, \`date\` (the latest first; when it was published, or else modified), or \`${FIELD}NAME\` (the smallest first), with \`:asc\` or \`:desc\` if need be. Documents without a value come last, those with the same in the order of their ids.`,
  schema: { type: 'string' },
};

export const COLLAPSE: Parameter = {
  name: 'collapse',
  doc: `Of documents that have something in common but the best is given: \`text\` (they say the same), ${FACETS.join(', ')} or ${FIELD}NAME. \`total\` and \`facets\` count all of them.`,
  schema: { type: 'string' },
};

export const EXPLAIN: Parameter = {
  name: 'explain',
  doc: 'Hits come with what their scores are made of.',
  schema: { type: 'string', enum: ['true', 'false'] },
};

export const VERBATIM: Parameter = {
  name: 'verbatim',
  doc: 'Words are meant as they are written: nothing is corrected.',
  schema: { type: 'string', enum: ['true', 'false'] },
};

export const ANALYTICS: Parameter = {
  name: 'analytics',
  doc: '`false` for what is no search of a person, or of one who still types: it is not counted.',
  schema: { type: 'string', enum: ['true', 'false'] },
};

export const TYPING: Parameter = {
  name: 'typing',
  doc: 'The query is being typed: its last word, or name of code, may go on, and is left out while it is one letter behind others.',
  schema: { type: 'string', enum: ['true', 'false'] },
};

export const TYPED: Parameter = {
  name: 'q',
  doc: 'What was typed so far; the last word may go on.',
  schema: { type: 'string', maxLength: QUERY_MAX },
  example: 'open',
};

export const SUGGESTIONS = limit(SUGGESTIONS_MAX, 8);

export const HITS = limit(LIMIT_MAX, 10);

export const CURSOR: Parameter = {
  name: 'cursor',
  doc: `\`next\` of the answer before, with all else as it was: the page behind that one, of the same version, up to the first ${DEPTH_MAX} hits; refused with another query, filter or order. In place of \`offset\`.`,
  schema: { type: 'string' },
};

export const OFFSET: Parameter = {
  name: 'offset',
  doc: `Hits passed over; with \`limit\` at most ${DEPTH_MAX}.`,
  schema: whole(0, DEPTH_MAX - 1, 0),
};

export function whole(minimum: number, maximum: number, otherwise: number): NumberSchema {
  return { type: 'integer', minimum, maximum, default: otherwise };
}
