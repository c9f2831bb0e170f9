import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { closeUrl, openUrls } from '#core/tables/frontier.ts';
import {
  type HttpFixture,
  httpFixture,
  post,
  readJson,
  searchAnswer,
  tell,
} from '../testing/http-fixture.ts';
import { COMPONENTS, type ComponentName } from './components.ts';
import type { NumberSchema, Operation, Parameter } from './operation.ts';
import { componentPath, componentSchemas } from './json-schemas.ts';
import { OPERATIONS } from './operations.ts';
import { methodAndPath } from './openapi-document.ts';

const PACK = 'ab'.repeat(32);
const FROM_CODE: Readonly<Record<ComponentName, z.ZodType>> = COMPONENTS;

/** A component as a client reads it: from the document alone. */
function fromDocument(name: string): z.ZodType {
  const text = JSON.stringify({ $ref: componentPath(name), $defs: componentSchemas() });
  return z.fromJSONSchema(
    z.record(z.string(), z.json()).parse(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/'))),
  );
}

/** A place in which there is something of everything. @returns the id of a crawl, and of a dead letter. */
async function furnish(fixture: HttpFixture): Promise<{ crawl: string; letter: string }> {
  const { table, queue, names } = fixture.services;
  const started = await post(fixture.app, '/v1/crawls', { url: 'https://site.gov/' });
  const { crawl_id } = await readJson(started, z.object({ crawl_id: z.string() }));
  const url = 'https://site.gov/old';
  await openUrls(table, crawl_id, [
    { url: 'https://site.gov/', depth: 0, parent: '' },
    { url, depth: 1, parent: 'https://site.gov/' },
  ]);
  const outcome = { kind: 'gone', status: 404, reason: 'the server says 404' } as const;
  await closeUrl(table, crawl_id, url, { outcome, attempts: 1, links: 0 });
  for (const version of [1, 2, 3, 4, 5]) await fixture.publish('site.gov', version);
  await fixture.hold('site.gov');
  for (const max_depth of [1, 2])
    await tell(fixture.app, 'PUT', '/v1/indexes/site.gov/settings', { crawl: { max_depth } });
  for (const name of names.all) await queue.create(name);
  const dead = names.dead(names.of('index'));
  const [letter = ''] = await queue.send(dead, [{ body: '{"type":"index","site":"site.gov"}' }]);
  fixture.answer = (request) => searchAnswer(request, 25);
  fixture.cluster = {
    epoch: 2,
    settled: true,
    searchers: [
      {
        id: 'one',
        endpoint: 'http://10.0.0.1:1',
        datacenter: 'default',
        free_mb: 10,
        packs: 1,
        silent_ms: 3,
      },
    ],
    indexes: [
      {
        index: 'site.gov',
        latest: 5,
        serving: 5,
        next: null,
        shards: [
          {
            version: 5,
            shard: '0-of-1',
            pack: PACK,
            bytes: 9,
            replicas: [{ searcher: 'one', state: 'active' }],
          },
        ],
      },
    ],
    issues: [{ code: 'no_room', index: 'site.gov', shard: null, message: 'there is no room', age_ms: 4 }],
  };
  return { crawl: crawl_id, letter };
}

/** The path of an operation with its parameters, in which `query` are those behind "?". */
function address(
  { route, parameters = [] }: Pick<Operation, 'route' | 'parameters'>,
  ids: { readonly crawl: string; readonly letter: string },
  query: Readonly<Record<string, string>> = {},
): string {
  const path = methodAndPath({ route }).path;
  const id = path.startsWith('/v1/crawls') ? ids.crawl : ids.letter;
  const needed = parameters
    .filter(({ name, needed }) => (needed === true || name === 'q') && !route.includes(`{${name}}`))
    .map(({ name }) => [name, name === 'url' ? 'https://site.gov/' : 'word']);
  const search = new URLSearchParams({ ...Object.fromEntries(needed), ...query });
  return `${path.replace('{index}', 'site.gov').replace('{id}', encodeURIComponent(id))}?${search.toString()}`;
}

function send(
  fixture: HttpFixture,
  { route, body }: Operation,
  path: string,
  extra: object = {},
): Promise<Response> {
  const { method } = methodAndPath({ route });
  if (body === undefined) return Promise.resolve(fixture.app.request(path, { method: method.toUpperCase() }));
  return tell(fixture.app, method.toUpperCase(), path, { ...body.example, ...extra });
}

let shared: HttpFixture;
let sharedIds: Awaited<ReturnType<typeof furnish>>;
beforeAll(async () => {
  shared = await httpFixture();
  sharedIds = await furnish(shared);
});
afterAll(() => shared[Symbol.asyncDispose]());

describe('every answer in JSON is as the document says', () => {
  const answered = OPERATIONS.filter(({ answer }) => 'schema' in answer);

  it.each(answered)('$route', async (operation) => {
    // What only reads may share a place.
    await using own = operation.route.startsWith('get ') ? undefined : await httpFixture();
    const fixture = own ?? shared;
    const ids = own === undefined ? sharedIds : await furnish(own);
    const response = await send(fixture, operation, address(operation, ids));
    const body: unknown = await response.json();
    expect({ status: response.status, body }).toMatchObject({ status: operation.answer.status });
    if (!('schema' in operation.answer)) throw new Error('it has no schema');
    const { schema } = operation.answer;
    // Members that the document does not know would be dropped.
    expect(FROM_CODE[schema].parse(body)).toEqual(body);
    expect(fromDocument(schema).safeParse(body)).toMatchObject({ success: true });
    expect(response.headers.has('location')).toBe(operation.answer.location === true);
  });
});

/** Parameters that are whole numbers, with the operation that has them. */
const numbers = OPERATIONS.filter(({ tag }) => tag !== 'pages').flatMap((operation) =>
  (operation.parameters ?? []).flatMap(({ name, schema }) =>
    schema.type === 'integer' ? [{ operation, name, schema, id: operation.id }] : [],
  ),
);

describe('what may be asked is as the document says', () => {
  /** The status when a parameter has a value and the other numbers are as small as they may be. */
  async function statusWith({ operation, name }: (typeof numbers)[number], value: number): Promise<number> {
    const others = (operation.parameters ?? []).flatMap((each) => smallest(each));
    const query = { ...Object.fromEntries(others), [name]: String(value) };
    return (await send(shared, operation, address(operation, sharedIds, query))).status;
  }

  function smallest({ name, schema }: Parameter): [string, string][] {
    return schema.type === 'integer' ? [[name, String(schema.minimum)]] : [];
  }

  it.each(numbers)('$id takes $name within its bounds alone', async (each) => {
    const { minimum, maximum }: NumberSchema = each.schema;
    const statuses = [];
    for (const value of [minimum - 1, minimum, maximum, maximum + 1])
      statuses.push(await statusWith(each, value));
    expect(statuses).toEqual([400, 200, 200, 400]);
  });

  it.each(OPERATIONS.filter(({ body }) => body !== undefined))(
    '$id refuses a member that its body does not have',
    async (operation) => {
      const response = await send(shared, operation, address(operation, sharedIds), { wrong: 1 });
      expect(await response.json()).toMatchObject({ status: 400, code: 'bad_field' });
      expect(
        fromDocument(operation.body?.schema ?? '').safeParse({ ...operation.body?.example, wrong: 1 }),
      ).toMatchObject({
        success: false,
      });
    },
  );

  it('a search without limit and offset has those of the document', async () => {
    await shared.app.request('/v1/indexes/site.gov/search?q=word');
    const defaults = numbers
      .filter(({ id }) => id === 'search')
      .map(({ name, schema }) => [name, schema.default]);
    expect(shared.searches.at(-1)).toMatchObject(Object.fromEntries(defaults));
  });
});
