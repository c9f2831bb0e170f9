import { common } from '#messages/message.ts';
import type { MessageType } from '#messages/registry.ts';
import { DIAGRAMS, type DiagramEntry } from './diagrams-reference.ts';
import {
  type JsonSchema,
  MESSAGE_TYPES,
  definitionOf,
  fileNameOf,
  jsonSchema,
  messageSchema,
} from './message-schema.ts';

/**
 * docs/messages.md: the vocabulary, and each type with its keys, an example and the flows that it has a part in.
 * @param diagrams text by path below docs/; a diagram that is not among them is left out.
 */
export function messagesMarkdown(diagrams: ReadonlyMap<string, string> = new Map()): string {
  return [
    '# Messages',
    '',
    'A message is a JSON object in UTF-8, 262,144 bytes at most, with a `type` from this vocabulary. Keys that a type does',
    'not know are let through and passed over. What is no message, or lacks a key, goes to the dead letters of its queue',
    'with the reason. A JSON Schema for each type is in `docs/schemas/`.',
    '',
    '| type | queue | from | to | what it asks for |',
    '|---|---|---|---|---|',
    ...MESSAGE_TYPES.map(vocabularyRow),
    '',
    'The queues are called `<prefix>-index`, `<prefix>-crawl`, `<prefix>-timer`, `<prefix>-pack.fifo`, `<prefix>-orchestrator` and',
    '`<prefix>-searcher-<searcher_id>`; the prefix is `SITEPACK_PREFIX` (`sitepack`). Dead letters lie in a queue of the same name',
    'with `-dead` behind it (`<prefix>-pack-dead.fifo`).',
    '',
    '## The flows',
    '',
    'The diagrams are recorded from runs of the workers, one of each kind, one message at a time. They stand with the',
    'messages that they are about, and all of them in `docs/diagrams/`. Mermaid draws them from version 11 on, the first that',
    'has an arrow for there and back (`<<->>`):',
    '',
    ...DIAGRAMS.map(({ path, title }) => `- [${title}](${path})`),
    '',
    ...DIAGRAMS.slice(0, 1).flatMap((overview) => diagramOf(overview, diagrams)),
    '## Keys of every message',
    '',
    ...keyTable(Object.keys(common.shape), jsonSchema.parse(messageSchema('index'))),
    '',
    ...MESSAGE_TYPES.flatMap((type) => section(type, diagrams)),
  ].join('\n');
}

function vocabularyRow(type: MessageType): string {
  const { queue, producers, consumer, summary } = definitionOf(type);
  return `| [\`${type}\`](#${anchor(type)}) | ${queue} | ${producers.join(', ')} | ${consumer} | ${cell(summary)} |`;
}

/** As GitHub makes it of the heading. */
function anchor(type: MessageType): string {
  return type.replaceAll('+', '');
}

function section(type: MessageType, diagrams: ReadonlyMap<string, string>): string[] {
  const { version, queue, producers, consumer, summary, example } = definitionOf(type);
  const schema = jsonSchema.parse(messageSchema(type));
  const own = Object.keys(schema.properties ?? {}).filter((key) => key !== 'type' && !(key in common.shape));
  return [
    `## \`${type}\``,
    '',
    summary,
    '',
    `Queue ${queue}, from ${listed(producers)} to ${consumer}. Version ${version}, schema \`docs/schemas/${fileNameOf(type)}.schema.json\`.`,
    '',
    ...keyTable(own, schema),
    '',
    '```json',
    JSON.stringify(example, null, 2),
    '```',
    '',
    ...DIAGRAMS.filter(({ types }) => types.includes(type)).flatMap((entry) => diagramOf(entry, diagrams)),
  ];
}

/** A diagram under its title, without the comments of its file. */
function diagramOf({ path, title }: DiagramEntry, diagrams: ReadonlyMap<string, string>): string[] {
  const text = diagrams.get(path);
  if (text === undefined) return [];
  const lines = text.trimEnd().split('\n');
  return [`${title}:`, '', '```mermaid', ...lines.filter((line) => !line.startsWith('%%')), '```', ''];
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

function keyTable(keys: readonly string[], schema: JsonSchema): string[] {
  const required = new Set(schema.required);
  return [
    '| key | must be there | value | what it is |',
    '|---|---|---|---|',
    ...keys.map((key) => {
      const value = schema.properties?.[key] ?? {};
      const doc = cell(value.description ?? '');
      return `| \`${key}\` | ${required.has(key) ? 'yes' : ''} | ${cell(valueText(value))} | ${doc} |`;
    }),
  ];
}

/** What a value may be, in words; patterns stand in the schema alone. */
export function valueText(schema: JsonSchema): string {
  if (schema.const !== undefined) return `\`"${schema.const}"\``;
  if (schema.enum !== undefined) return schema.enum.map((choice) => `\`"${choice}"\``).join(' or ');
  if (schema.type === 'array') {
    const most = schema.maxItems === undefined ? '' : `, ${count(schema.maxItems)} at most`;
    return `list${most}, of: ${valueText(schema.items ?? {})}`;
  }
  if (schema.type === 'object') return objectText(schema);
  if (schema.type === 'integer' || schema.type === 'number') return `${schema.type}${boundsText(schema)}`;
  const kind = schema.format ?? schema.type ?? 'any';
  return schema.maxLength === undefined ? kind : `${kind}, ${count(schema.maxLength)} characters at most`;
}

function objectText({ properties, required }: JsonSchema): string {
  const names = Object.entries(properties ?? {}).map(([name, value]) => {
    const optional = required?.includes(name) === true ? '' : '?';
    const doc = value.description === undefined ? '' : `: ${value.description.replace(/\.$/, '')}`;
    return `\`${name}${optional}\` (${valueText(value)}${doc})`;
  });
  return names.length === 0 ? 'object' : `object of ${names.join(', ')}`;
}

function boundsText({ minimum, exclusiveMinimum, maximum }: JsonSchema): string {
  const least =
    minimum === undefined
      ? exclusiveMinimum === undefined
        ? ''
        : ` above ${count(exclusiveMinimum)}`
      : ` from ${count(minimum)}`;
  // Every integer of a JSON Schema made by zod has this bound.
  if (maximum === undefined || maximum === Number.MAX_SAFE_INTEGER) return least;
  return `${least} to ${count(maximum)}`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
