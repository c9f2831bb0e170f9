import { type PartedText, NOTHING_SAID } from './parted-text.ts';
import { MAX_BODY_CHARS } from './extracted.ts';
import { member, memberOf, parsed } from './json-members.ts';

/** Characters without a space that are data, such as pictures in Base64, and no words. */
const MAX_WORD_CHARS = 500;

/**
 * Reads JSON of any kind: its texts, one a line, each behind the name of its member. Numbers and the like are left out.
 * What is no JSON after all is read as plain text.
 */
export function extractJson(json: string): PartedText {
  const value = parsed(json);
  if (value === undefined) {
    const notes = ['not JSON, though it is called that: read as plain text'];
    return { ...NOTHING_SAID, parts: [{ heading: '', level: 1, text: json }], notes };
  }
  return {
    ...NOTHING_SAID,
    title: member(value, 'title') || member(memberOf(value, 'info'), 'title') || member(value, 'name'),
    description: member(value, 'description'),
    parts: [{ heading: '', level: 1, text: linesOf(value) }],
  };
}

/** Goes through a value in its order, without recursion: it may be nested as deep as it is long. */
function linesOf(value: unknown): string {
  const lines: string[] = [];
  let chars = 0;
  const walks = [walk('', value)];
  while (walks.length > 0 && chars <= MAX_BODY_CHARS) {
    const next = walks.at(-1)?.next();
    if (next === undefined || next.done === true) {
      walks.pop();
      continue;
    }
    const [name, inner] = next.value;
    const line = lineOf(name, inner);
    if (line !== '') lines.push(line);
    chars += line.length + 1;
    if (typeof inner === 'object' && inner !== null) walks.push(walk(name, inner));
  }
  return lines.join('\n');
}

/** The members of an object with their names, those of an array with the name of the array. */
function* walk(name: string, value: unknown): Generator<readonly [name: string, value: unknown]> {
  if (Array.isArray(value)) for (const inner of value) yield [name, inner];
  else if (typeof value === 'object' && value !== null) yield* Object.entries(value);
  else yield [name, value];
}

function lineOf(name: string, value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '' : name;
  if (typeof value !== 'string' || isData(value)) return '';
  return name === '' ? value : `${name}: ${value}`;
}

function isData(text: string): boolean {
  return text.length > MAX_WORD_CHARS && !/\s/.test(text.slice(0, MAX_WORD_CHARS));
}
