import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PROBLEMS } from '../problem-catalogue.ts';
import { httpFixture } from '../testing/http-fixture.ts';
import { COMPONENTS } from './components.ts';
import { methodAndPath, openapiDocument } from './openapi-document.ts';
import { OPERATIONS } from './operations.ts';
import { problemsOf } from './responses.ts';

const document = openapiDocument('1.2.3');

/** Every object in a JSON value, itself included. */
function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield { ...value };
  for (const member of Object.values(value)) yield* objectsIn(member);
}

/** What a local reference means; undefined when there is no such thing. */
function resolve(reference: string): unknown {
  let at: unknown = document;
  for (const step of reference.replace(/^#\//, '').split('/'))
    at = typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined;
  return at;
}

const operation = z.looseObject({
  operationId: z.string(),
  tags: z.array(z.string()),
  security: z.array(z.unknown()).optional(),
  parameters: z
    .array(z.object({ name: z.string(), in: z.enum(['path', 'query']), required: z.boolean() }).loose())
    .optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string().min(1) })),
});
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, described]) =>
    Object.assign(operation.parse(described), { path, method }),
  ),
);

describe('the document', () => {
  it('describes every route of the API, and no other', async () => {
    await using fixture = await httpFixture();
    const served = fixture.app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => {
        const braces = path.replaceAll(/:(\w+)/g, '{$1}').replace(/^\/assets\/.*/, '/assets/{file}');
        return `${method.toLowerCase()} ${braces}`;
      });
    expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
      [...new Set(served)].sort(),
    );
  });

  it('has no reference that leads nowhere', () => {
    const references = [...objectsIn(document)]
      .map(({ $ref }) => $ref)
      .filter((reference) => typeof reference === 'string');
    expect(references.length).toBeGreaterThan(100);
    expect(references.filter((reference) => resolve(reference) === undefined)).toEqual([]);
  });

  it('names every operation once, under a tag that is there', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const tags = new Set(document.tags.map(({ name }) => name));
    expect(operations.flatMap((each) => each.tags).filter((tag) => !tags.has(tag))).toEqual([]);
  });

  it('declares what stands in a path, and nothing twice', () => {
    for (const { path, parameters = [], operationId } of operations) {
      const in_path = parameters.filter((each) => each.in === 'path');
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(
        in_path.map(({ name }) => name),
        operationId,
      ).toEqual(named);
      expect(
        in_path.every(({ required }) => required),
        operationId,
      ).toBe(true);
      const names = parameters.map(({ name }) => name);
      expect(new Set(names).size, operationId).toBe(names.length);
    }
  });

  it('names every problem at some operation, but for paths that do not exist', () => {
    const named = new Set(OPERATIONS.flatMap(problemsOf));
    const missing = Object.keys(PROBLEMS).filter((code) => !new Set<string>(named).has(code));
    expect(missing).toEqual(['method_not_allowed']);
    expect(Object.keys(document.components.examples)).toEqual(Object.keys(PROBLEMS));
  });

  it('has examples that its own schemas let pass, whole', () => {
    for (const { answer, body, id } of OPERATIONS)
      for (const given of [body, 'schema' in answer ? answer : undefined]) {
        if (given === undefined) continue;
        expect(COMPONENTS[given.schema].parse(given.example), id).toEqual(given.example);
      }
  });

  it('asks for the key where the API does', async () => {
    const key = 'a-secret-of-16-characters';
    await using fixture = await httpFixture({ SITEPACK_HOST: '0.0.0.0', SITEPACK_KEY: key });
    for (const each of OPERATIONS) {
      const { method, path } = methodAndPath(each);
      const response = await fixture.app.request(path.replaceAll(/[{}]/g, ''), {
        method: method.toUpperCase(),
      });
      expect(response.status === 401, each.id).toBe(each.open !== true);
      await response.body?.cancel();
    }
    const open = operations
      .filter(({ security }) => security?.length === 0)
      .map(({ operationId }) => operationId);
    expect(open).toEqual(OPERATIONS.filter(({ open }) => open === true).map(({ id }) => id));
  });
});

describe('GET /openapi.json', () => {
  it('gives the document to everybody, with the version of the package, and once', async () => {
    await using fixture = await httpFixture({ SITEPACK_KEY: 'a-secret-of-16-characters' });
    const first = await fixture.app.request('/openapi.json');
    expect(first.headers.get('content-type')).toBe('application/json');
    expect(first.headers.get('access-control-allow-origin')).toBe('*');
    const { version } = document.info;
    const text = await first.text();
    expect(text.replace(/"version": "\d+\.\d+\.\d+"/, `"version": "${version}"`)).toBe(
      JSON.stringify(document, null, 1),
    );
    const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
    expect((await fixture.app.request('/openapi.json', { headers })).status).toBe(304);
  });
});
