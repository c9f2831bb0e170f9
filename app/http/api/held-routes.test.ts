import { describe, expect, it } from 'vitest';
import type { DocumentDiff } from '#core/pack/document-diff.ts';
import { httpFixture, post } from '../testing/http-fixture.ts';

const DIFF: DocumentDiff = {
  counts: { added: 0, removed: 2, changed: 0, unchanged: 8 },
  added: [],
  removed: [{ id: 'https://site.gov/a', title: 'A' }],
  changed: [],
};

/** An index with versions 1 to 3, of which the gate may hold another. */
async function made(isHeld: boolean) {
  const fixture = await httpFixture();
  for (const version of [1, 2, 3]) await fixture.publish('site.gov', version);
  const held = isHeld ? await fixture.hold('site.gov') : '';
  const compared: [number, number, number][] = [];
  fixture.compare = async ({ before, after, limit }) => {
    compared.push([before.version, after.version, limit]);
    return DIFF;
  };
  const get = async (path: string) => {
    const response = await fixture.app.request(`/v1/indexes/site.gov${path}`);
    const body: unknown = await response.json();
    return { status: response.status, body };
  };
  return { fixture, held, compared, get, [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose]() };
}

describe('a version that is held', () => {
  it('is shown with its index, with its reasons', async () => {
    await using index = await made(true);
    const held = {
      manifest: index.held,
      base: 3,
      documents: 4,
      lost: 6,
      reasons: [{ code: 'lost', live: 10, found: 6, threshold: 5 }],
    };
    expect((await index.get('')).body).toMatchObject({ version: 3, held });
    await using other = await made(false);
    expect((await other.get('')).body).toMatchObject({ version: 3, held: null });
  });

  it.each([
    ['publish', 'publish_held'],
    ['drop', 'drop_held'],
  ])('is named in the message by which somebody asks to %s it', async (path, type) => {
    await using index = await made(true);
    const { app, sent } = index.fixture;
    for (const body of [{}, { manifest: index.held }]) {
      const response = await post(app, `/v1/indexes/site.gov/${path}`, body);
      expect(response.status).toBe(202);
      expect(await response.json()).toMatchObject({ index: 'site.gov', manifest: index.held });
    }
    expect(sent).toMatchObject([
      { type, index: 'site.gov', manifest: index.held },
      { type, index: 'site.gov', manifest: index.held },
    ]);
  });

  it.each(['publish', 'drop'])('that is not the one which was looked at is left alone: %s', async (path) => {
    await using index = await made(true);
    await using other = await made(false);
    const manifest = 'a'.repeat(64);
    for (const [fixture, body] of [
      [index.fixture, { manifest }],
      [other.fixture, {}],
    ] as const) {
      const response = await post(fixture.app, `/v1/indexes/site.gov/${path}`, body);
      expect(response.status).toBe(409);
      expect(await response.json()).toMatchObject({ code: 'nothing_held' });
      expect(fixture.sent).toEqual([]);
    }
  });
});

describe('comparing versions', () => {
  it.each<[boolean, string, [number, number, number], object]>([
    [true, '', [3, 4, 100], { from: 3, to: 'held' }],
    [false, '', [2, 3, 100], { from: 2, to: 3 }],
    [true, '?from=1&to=live&limit=5', [1, 3, 5], { from: 1, to: 3 }],
    [true, '?from=held&to=2', [4, 2, 100], { from: 'held', to: 2 }],
  ])('held: %s, "%s"', async (isHeld, query, compared, named) => {
    await using index = await made(isHeld);
    const { status, body } = await index.get(`/diff${query}`);
    expect(status).toBe(200);
    expect(body).toEqual({ index: 'site.gov', ...named, ...DIFF });
    expect(index.compared).toEqual([compared]);
  });

  it.each([
    ['?from=9', 409, 'version_not_kept'],
    ['?to=held', 409, 'nothing_held'],
    ['?from=0', 400, 'bad_parameter'],
    ['?to=newest', 400, 'bad_parameter'],
    ['?limit=1001', 400, 'bad_parameter'],
  ])('refuses %s', async (query, status, code) => {
    await using index = await made(false);
    expect(await index.get(`/diff${query}`)).toMatchObject({ status, body: { code } });
    expect(index.compared).toEqual([]);
  });

  it('of an index that has one version says that there is none before it', async () => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 1);
    const response = await fixture.app.request('/v1/indexes/site.gov/diff');
    expect(await response.json()).toMatchObject({ code: 'version_not_kept' });
  });
});
