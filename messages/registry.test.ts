import { readFileSync, readdirSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { MAX_BODY_BYTES } from '#ports/queue.ts';
import { type MessageDefinition, QUEUES, common } from './message.ts';
import {
  BadMessage,
  type Message,
  type MessageType,
  checkMessage,
  isMessageType,
  parseMessage,
  queueOf,
  registry,
} from './registry.ts';

const TYPES: readonly MessageType[] = Object.keys(registry).filter(isMessageType);
const definitionOf = (type: MessageType): MessageDefinition => registry[type];
const FIXTURES = new URL('fixtures/', import.meta.url);

/** Messages as some version wrote them; the files are never changed, only added to. */
const fixtures = readdirSync(FIXTURES).map((file) => {
  const [, name = '', version = ''] = /^(.+)\.v(\d+)\.json$/.exec(file) ?? [];
  const messages: unknown = JSON.parse(readFileSync(new URL(file, FIXTURES), 'utf8'));
  return {
    file,
    type: name.replaceAll('-and-', '+'),
    version: Number(version),
    messages: Array.isArray(messages) ? messages : [],
  };
});

describe('every message type', () => {
  it.each(TYPES)('%s has an example that is a message', (type) => {
    expect(checkMessage(definitionOf(type).example)).toEqual(definitionOf(type).example);
  });

  it.each(TYPES)(
    '%s is named by its definition, has a whole version, and says who sends and who handles it',
    (type) => {
      const definition = definitionOf(type);
      expect(definition.type).toBe(type);
      expect(definition.version).toSatisfy((version: number) => Number.isInteger(version) && version >= 1);
      expect(definition.summary).toMatch(/^[A-Z].+\.$/s);
      expect(definition.producers.length).toBeGreaterThan(0);
      expect([...QUEUES, 'searcher']).toContain(queueOf(type));
    },
  );

  it('that a file here defines is in the registry', async () => {
    const files = readdirSync(new URL('.', import.meta.url)).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
    );
    const defined = new Set<string>();
    for (const file of files) {
      if (file === 'registry.ts') continue;
      const module: unknown = await import(`./${file}`);
      for (const value of Object.values(module ?? {})) if (isDefinition(value)) defined.add(value.type);
    }
    expect([...defined].sort()).toEqual([...TYPES].sort());
  });

  it.each(TYPES)('%s has a fixture of its version', (type) => {
    const { version } = definitionOf(type);
    expect(fixtures).toContainEqual(expect.objectContaining({ type, version }));
  });
});

function isDefinition(value: unknown): value is MessageDefinition {
  return (
    typeof value === 'object' && value !== null && 'schema' in value && 'consumer' in value && 'type' in value
  );
}

describe('a message of any version', () => {
  test.each(fixtures)('in $file is taken as it was sent', ({ type, messages }) => {
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages) {
      expect(message).toMatchObject({ type });
      expect(parseMessage(JSON.stringify(message))).toEqual(message);
    }
  });

  it.each(TYPES)('%s has every key that its type knows in one of the fixtures', (type) => {
    const { version, schema } = definitionOf(type);
    const newest =
      fixtures.find((fixture) => fixture.type === type && fixture.version === version)?.messages ?? [];
    const used = new Set(newest.flatMap((message) => Object.keys(message)));
    expect([...used]).toEqual(expect.arrayContaining(Object.keys(schema.shape)));
  });
});

/** The message, or why it is none. Any other error is not caught. */
function verdictOn(body: string): Message | BadMessage {
  try {
    return parseMessage(body);
  } catch (error) {
    if (error instanceof BadMessage) return error;
    throw error;
  }
}

describe('what is no message', () => {
  const wrong = (body: string): BadMessage => {
    const verdict = verdictOn(body);
    if (verdict instanceof BadMessage) return verdict;
    throw new Error(`${body} was taken for a message`);
  };

  it('is told when it is not JSON', () => {
    expect(wrong('{"type":')).toMatchObject({
      code: 'not_json',
      message: expect.stringMatching(/^the body is not JSON: /),
    });
    expect(wrong('')).toMatchObject({ code: 'not_json' });
  });

  it('is told when it has no type', () => {
    for (const body of ['null', '[]', '"index"', '3']) expect(wrong(body)).toMatchObject({ code: 'no_type' });
    expect(wrong('{"site":"site.gov"}').message).toContain('has no "type"');
    expect(wrong('{"type":7}')).toMatchObject({ code: 'no_type' });
  });

  it('is told the vocabulary when its type is not in it', () => {
    const error = wrong('{"type":"explode"}');
    expect(error.code).toBe('unknown_type');
    expect(error.message).toContain('"explode"');
    for (const type of TYPES) expect(error.message).toContain(type);
    for (const type of ['__proto__', 'constructor', 'toString'])
      expect(wrong(JSON.stringify({ type })).code).toBe('unknown_type');
    expect(wrong(JSON.stringify({ type: 'x'.repeat(1_000_000) })).message.length).toBeLessThan(1000);
  });

  it('is told the field and what it should be', () => {
    expect(wrong('{"type":"index"}')).toMatchObject({
      code: 'bad_field',
      message: 'index: "site" is missing',
    });
    expect(wrong('{"type":"index","site":"https://site.gov/"}').message).toContain('a host in lower case');
    expect(wrong('{"type":"index","site":"site.gov","path":"about"}').message).toContain(
      '"path": a path that begins with "/"',
    );
    expect(wrong('{"type":"rollback","index":"Site"}').message).toContain('an index name');
    expect(wrong('{"type":"crawl","site":"site.gov","depth":"1"}').message).toContain('"depth"');
    expect(wrong('{"type":"index+crawl","site":"site.gov","limits":{"pages":0}}').message).toContain(
      '"limits.pages"',
    );
  });

  it.each([
    ['{"type":"index","site":7}', 'index: "site": a text'],
    ['{"type":"index","site":null}', 'index: "site": a text'],
    ['{"type":"index","site":"site.gov","scheme":"ftp"}', 'index: "scheme": "http" or "https"'],
    ['{"type":"index+crawl","site":"a","limits":{"pages":0}}', 'index+crawl: "limits.pages": at least 1'],
    [
      '{"type":"index+crawl","site":"a","limits":{"depth":1.5}}',
      'index+crawl: "limits.depth": a whole number',
    ],
    ['{"type":"index+crawl","site":"a","limits":7}', 'index+crawl: "limits": an object'],
    ['{"type":"index+crawl","site":"a","domains":"a"}', 'index+crawl: "domains": a list'],
    [
      JSON.stringify({ type: 'index', site: 'a', path: `/${'x'.repeat(2048)}` }),
      'index: "path": at most 2048 characters',
    ],
  ])('is told in our words: %s', (body, message) => {
    expect(wrong(body).message).toBe(message);
  });

  it('is told in our words whatever is wrong', () => {
    for (const type of TYPES)
      for (const key of Object.keys(definitionOf(type).schema.shape))
        for (const value of [null, -1.5, '', {}, [[]], 'x'.repeat(5000), 1e300]) {
          const verdict = verdictOn(JSON.stringify({ ...definitionOf(type).example, [key]: value }));
          expect(verdict instanceof BadMessage ? verdict.message : '').not.toMatch(
            /Invalid|expected|Too (?:small|big)|another value|of another form/,
          );
        }
  });

  it('names five fields at most', () => {
    const error = wrong('{"type":"load"}');
    expect(error.message.split('; ')).toHaveLength(5);
  });
});

describe('sites and index names', () => {
  const site = (value: string) => () => checkMessage({ type: 'index', site: value });
  const index = (value: string) => () => checkMessage({ type: 'delete_index', index: value });

  it('take hosts, ports and addresses', () => {
    for (const value of [
      'site.gov',
      'a',
      '127.0.0.1:8080',
      '[::1]:443',
      'xn--bcher-kva.example',
      '_dmarc.site.gov',
    ])
      expect(site(value)).not.toThrow();
  });

  it('take nothing that could be a path, a scheme or a secret', () => {
    for (const value of [
      '',
      'Site.gov',
      'site.gov/',
      'http://site.gov',
      'user@site.gov',
      '-site.gov',
      'site..gov',
      'site.gov:',
      'a b',
      '../x',
    ]) {
      expect(site(value)).toThrow(BadMessage);
    }
    for (const value of ['', '.', '..', '-a', 'a/b', 'A', 'a b', 'a'.repeat(64)])
      expect(index(value)).toThrow(BadMessage);
  });
});

describe('for every message', () => {
  const known = fc.constantFrom(...fixtures.flatMap(({ messages }) => messages));
  const others = fc.dictionary(
    fc.string({ minLength: 1, maxLength: 20 }).map((name) => `x-${name}`),
    fc.jsonValue(),
  );

  it('what is sent is what is received, with the keys that its type does not know', () => {
    fc.assert(
      fc.property(known, others, (message, extra) => {
        const body = JSON.stringify({ ...extra, ...message });
        const received = parseMessage(body);
        expect(received).toEqual(JSON.parse(body));
        expect(parseMessage(JSON.stringify(received))).toEqual(received);
      }),
    );
  });

  it('one wrong value is a BadMessage with a bounded text, and never another error', () => {
    const key = fc.constantFrom(
      ...new Set([
        ...Object.keys(common.shape),
        ...TYPES.flatMap((type) => Object.keys(definitionOf(type).schema.shape)),
      ]),
    );
    fc.assert(
      fc.property(known, key, fc.jsonValue(), (message, name, value) => {
        const verdict = verdictOn(JSON.stringify({ ...message, [name]: value }));
        fc.pre(verdict instanceof BadMessage);
        expect(String(verdict).length).toBeLessThan(5000);
      }),
      { numRuns: 300 },
    );
  });

  it('any text is a message or a BadMessage', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        expect(() => parseMessage(body)).toThrow(BadMessage);
      }),
    );
  });
});

it('every example fits a queue', () => {
  for (const type of TYPES)
    expect(Buffer.byteLength(JSON.stringify(definitionOf(type).example))).toBeLessThan(MAX_BODY_BYTES);
});
