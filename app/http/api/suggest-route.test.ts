import { expect, it } from 'vitest';
import { httpFixture } from '../testing/http-fixture.ts';

it('suggests as many as are wanted, eight when nothing is said', async () => {
  await using fixture = await httpFixture();
  const asked: unknown[] = [];
  const { suggest } = fixture;
  fixture.suggest = (request) => (asked.push([request.typed, request.limit]), suggest(request));
  const ask = async (parameters: string): Promise<unknown> =>
    (await fixture.app.request(`/v1/indexes/site.gov/suggest?${parameters}`)).json();
  expect(await ask('q=op%20')).toMatchObject({ typed: 'op ', suggestions: ['Opening hours', 'Open data'] });
  expect(await ask('q=op&limit=1')).toMatchObject({ suggestions: ['Opening hours'] });
  expect(await ask('')).toMatchObject({ typed: '' });
  expect(asked).toEqual([
    ['op ', 8],
    ['op', 1],
    ['', 8],
  ]);
});

it.each(['q=x&limit=0', 'q=x&limit=21', 'q=x&limit=a', 'q=x&lmit=3', 'q=x&filter=lang:de', 'q=x&q=y'])(
  'refuses %s',
  async (parameters) => {
    await using fixture = await httpFixture();
    const response = await fixture.app.request(`/v1/indexes/site.gov/suggest?${parameters}`);
    expect(await response.json()).toMatchObject({ status: 400, code: 'bad_parameter' });
  },
);

it('refuses what is longer than any query', async () => {
  await using fixture = await httpFixture();
  const response = await fixture.app.request(`/v1/indexes/site.gov/suggest?q=${'x'.repeat(10_001)}`);
  expect(await response.json()).toMatchObject({ status: 400, code: 'bad_query' });
});
