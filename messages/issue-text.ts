import { z } from 'zod';

/** What a schema says of a value that is not there. It stands behind the name of the field: `"site" is missing`. */
export const MISSING = 'is missing';

/**
 * What a value may be, in our words in place of zod's, for those rules of a schema that have no words of their own. Given
 * to zod as `error`.
 */
export function issueText(issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined && issue.code !== 'unrecognized_keys') return MISSING;
  switch (issue.code) {
    case 'invalid_type':
      if (issue.inst instanceof z.ZodNumber && issue.inst.isInt) return EXPECTED.int;
      return EXPECTED[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return oneOf(issue.values);
    case 'too_small':
      return `${bound(issue.inclusive === false ? 'more than' : 'at least', issue.minimum)}${unit(issue.origin)}`;
    case 'too_big':
      return `${bound(issue.inclusive === false ? 'less than' : 'at most', issue.maximum)}${unit(issue.origin)}`;
    case 'unrecognized_keys':
      return `there is no ${issue.keys.map((key) => `"${key.slice(0, 100)}"`).join(', ')}`;
    case 'invalid_format':
      return FORMATS[issue.format] ?? `text of another form: ${issue.format}`;
    case 'invalid_key':
      return `no name that it may have: ${issue.issues[0]?.message ?? 'another one'}`;
    case 'invalid_union':
      // Which of some kinds of object it is is told by one key.
      return Array.isArray(issue.options) ? oneOf(issue.options) : 'another value';
    // No schema of ours has such rules without words of their own.
    case 'custom':
    case 'invalid_element':
    case 'not_multiple_of':
    default:
      return 'another value';
  }
}

/** One problem, with the name of its field. @param whole how a value without a name is called. */
export function namedIssue({ path, message }: z.core.$ZodIssue, whole: string): string {
  const name = path.length > 0 ? `"${path.join('.')}"` : whole;
  return message === MISSING ? `${name} ${message}` : `${name}: ${message}`;
}

/** What the names of types in zod are to somebody who writes JSON. */
const EXPECTED: Readonly<Record<string, string>> & { readonly int: string } = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

const FORMATS: Readonly<Record<string, string>> = {
  uuid: 'a UUID',
  url: 'a URL, whole, with its scheme',
  safeint: 'a whole number',
};

function oneOf(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value) ?? String(value)).join(' or ');
}

function bound(words: string, value: number | bigint): string {
  return `${words} ${value}`;
}

/** What is counted, where it is not the value itself. */
function unit(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' items' : '';
}
