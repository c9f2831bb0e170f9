import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MESSAGE_TYPES, definitionOf } from './message-schema.ts';
import { messagesMarkdown, valueText } from './messages-reference.ts';
import { outdatedReferences, references, writeReferences } from './reference-files.ts';

describe('references that are made from the code', () => {
  let docs: string;
  beforeEach(async () => {
    docs = await mkdtemp(path.join(tmpdir(), 'sitepack-docs-'));
  });
  afterEach(() => rm(docs, { recursive: true, force: true }));

  it('are missing before they are written, and up to date afterwards', async () => {
    expect(await outdatedReferences(docs)).toContain('messages.md: is missing');
    const written = await writeReferences(docs);
    expect(written).toEqual([...(await references()).keys()]);
    expect(await outdatedReferences(docs)).toEqual([]);
    expect(await writeReferences(docs)).toEqual([]);
  });

  it('that somebody edited are named with the first line that differs', async () => {
    await writeReferences(docs);
    const file = path.join(docs, 'config.md');
    await writeFile(file, ((await references()).get('config.md') ?? '').replace('# Settings', '# Knobs'));
    expect(await outdatedReferences(docs)).toEqual([
      'config.md: 1 line(s) differ, the first is line 1: it is "# Knobs" and should be "# Settings"',
    ]);
    expect(await writeReferences(docs)).toEqual(['config.md']);
  });

  it('that were cut short or go on are named too', async () => {
    await writeReferences(docs);
    const text = (await references()).get('errors.md') ?? '';
    await writeFile(path.join(docs, 'errors.md'), `${text}more\n`);
    await writeFile(path.join(docs, 'messages.md'), '# Messages');
    const [messages, errors] = await outdatedReferences(docs);
    expect(messages).toMatch(
      /^messages\.md: \d+ line\(s\) differ, the first is line 2: it is "\(end of file\)"/,
    );
    expect(errors).toMatch(/^errors\.md: \d+ line\(s\) differ, the first is line \d+: it is "more"/);
  });

  it('of a type or a flow that is no more are found and deleted', async () => {
    await writeReferences(docs);
    await writeFile(path.join(docs, 'schemas', 'explode.schema.json'), '{}');
    await writeFile(path.join(docs, 'diagrams', '99-explode.mmd'), 'sequenceDiagram');
    expect(await outdatedReferences(docs)).toEqual([
      'schemas/explode.schema.json: belongs to no message type',
      'diagrams/99-explode.mmd: belongs to no recorded flow',
    ]);
    expect(await writeReferences(docs)).toEqual(['schemas/explode.schema.json', 'diagrams/99-explode.mmd']);
    expect(await outdatedReferences(docs)).toEqual([]);
  });
});

describe('the reference of messages', () => {
  it('has a section, every key and the example of every type', () => {
    const text = messagesMarkdown();
    for (const type of MESSAGE_TYPES) {
      const section = text.split(`## \`${type}\`\n`)[1]?.split('\n## ')[0] ?? '';
      const { example, schema } = definitionOf(type);
      expect(section).toContain(JSON.stringify(example, null, 2));
      const own = Object.keys(schema.shape).filter(
        (key) => !['type', 'id', 'cause', 'crawl_id', 'traceparent'].includes(key),
      );
      for (const key of own) expect(section).toContain(`| \`${key}\` |`);
    }
  });

  it('shows a flow with each type that it is about, and all workers in one before them', () => {
    const diagrams = new Map([
      ['diagrams/00-overview.mmd', '%% all\nsequenceDiagram\n    I->>C: all\n'],
      ['diagrams/05-timer-start.mmd', '%% one\nsequenceDiagram\n    I->>C: one\n'],
    ]);
    const [head = '', ...sections] = messagesMarkdown(diagrams).split('\n## `');
    expect(head).toContain('```mermaid\nsequenceDiagram\n    I->>C: all\n```');
    expect(sections.filter((text) => text.includes('I->>C: one'))).toEqual([
      expect.stringMatching(/^start_timer`/),
    ]);
  });

  it('puts values into words', () => {
    expect(valueText({ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER })).toBe(
      'integer from 0',
    );
    expect(valueText({ type: 'number', exclusiveMinimum: 0, maximum: 86_400 })).toBe(
      'number above 0 to 86,400',
    );
    expect(valueText({ enum: ['http', 'https'] })).toBe('`"http"` or `"https"`');
    expect(valueText({ type: 'array', maxItems: 10, items: { type: 'string', maxLength: 5 } })).toBe(
      'list, 10 at most, of: string, 5 characters at most',
    );
    expect(valueText({ type: 'string', format: 'uuid' })).toBe('uuid');
    expect(valueText({})).toBe('any');
  });
});
