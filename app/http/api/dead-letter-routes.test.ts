import { describe, expect, it } from 'vitest';
import { type HttpFixture, httpFixture, post } from '../testing/http-fixture.ts';
import { bury } from '../testing/bury.ts';

const MESSAGE = '{"type":"pack_full","site":"site.gov","index":"site.gov"}';

async function lying({ services }: HttpFixture): Promise<string[]> {
  const { queue, names } = services;
  return (await queue.peek(names.of('pack'), 10)).map(({ body }) => body);
}

async function drop(fixture: HttpFixture, path: string): Promise<{ status: number; body: unknown }> {
  const response = await fixture.app.request(path, { method: 'DELETE' });
  return { status: response.status, body: await response.json() };
}

async function left({ services }: HttpFixture): Promise<unknown> {
  return services.queue.counts(services.names.dead(services.names.of('pack')));
}

describe('dead letters', () => {
  it('are listed with the reason and the whole message', async () => {
    await using fixture = await httpFixture();
    const [id] = await bury(fixture.services, 'pack', [MESSAGE, 'no JSON']);
    const response = await fixture.app.request('/v1/dead-letters?limit=1');
    expect(await response.json()).toEqual({
      dead_letters: [
        {
          id,
          queue: 'sitepack-pack.fifo',
          code: 'failed',
          reason: 'reason 0',
          failures: 5,
          receive_count: 6,
          sent_at_ms: 1,
          died_at_ms: 2,
          body: MESSAGE,
        },
      ],
    });
  });

  it('are given one by one, whole', async () => {
    await using fixture = await httpFixture();
    const body = JSON.stringify({ type: 'pack_full', long: 'x'.repeat(20_000) });
    const [, id] = await bury(fixture.services, 'pack', [MESSAGE, body]);
    const response = await fixture.app.request(`/v1/dead-letters/${id}`);
    expect(await response.json()).toMatchObject({
      id,
      queue: 'sitepack-pack.fifo',
      reason: 'reason 1',
      body,
    });
    expect(await (await fixture.app.request('/v1/dead-letters/nope')).json()).toMatchObject({
      status: 404,
      code: 'dead_letter_not_found',
    });
  });

  it('are sent again one by one, and the others stay', async () => {
    await using fixture = await httpFixture();
    const [, id = ''] = await bury(fixture.services, 'pack', [MESSAGE, MESSAGE]);
    const response = await post(fixture.app, `/v1/dead-letters/${id}/resend`, {});
    expect([response.status, await response.json()]).toEqual([202, { resent: [id] }]);
    expect(await lying(fixture)).toEqual([MESSAGE]);
    expect(await left(fixture)).toMatchObject({ ready: 1, in_flight: 0 });
  });

  it('are not sent again when they are no message: they stay, and the answer says why', async () => {
    await using fixture = await httpFixture();
    const [id = ''] = await bury(fixture.services, 'pack', ['no JSON']);
    const response = await post(fixture.app, `/v1/dead-letters/${id}/resend`, {});
    expect(await response.json()).toMatchObject({
      status: 409,
      code: 'dead_letter_unsendable',
      detail: expect.stringContaining('not JSON'),
    });
    expect(await left(fixture)).toMatchObject({ ready: 1, in_flight: 0 });
  });

  it('are sent again all at once, but for those that are no message', async () => {
    await using fixture = await httpFixture();
    const [one, bad, two] = await bury(fixture.services, 'pack', [MESSAGE, '{}', MESSAGE]);
    const response = await post(fixture.app, '/v1/dead-letters/resend', {});
    expect(await response.json()).toEqual({
      resent: [one, two],
      kept: [{ id: bad, code: 'dead_letter_unsendable', reason: expect.stringContaining('"type"') }],
      more: false,
    });
    expect(await lying(fixture)).toEqual([MESSAGE, MESSAGE]);
    expect(await left(fixture)).toMatchObject({ ready: 1, in_flight: 0 });
  });

  it('are kept when their queue is gone, and the answer says so', async () => {
    await using fixture = await httpFixture();
    const { queue, names } = fixture.services;
    const [id = ''] = await bury(fixture.services, 'pack', [MESSAGE]);
    await queue.remove(names.of('pack'));
    const one = await post(fixture.app, `/v1/dead-letters/${id}/resend`, {});
    expect(await one.json()).toMatchObject({ status: 409, code: 'dead_letter_homeless' });
    const all = await post(fixture.app, '/v1/dead-letters/resend', {});
    expect([all.status, await all.json()]).toMatchObject([202, { resent: [], kept: [{ id }] }]);
    expect(await left(fixture)).toMatchObject({ ready: 1, in_flight: 0 });
  });

  it('are dropped, one or all', async () => {
    await using fixture = await httpFixture();
    const [one = '', ...rest] = await bury(fixture.services, 'pack', [MESSAGE, MESSAGE, 'x']);
    expect(await drop(fixture, `/v1/dead-letters/${one}`)).toEqual({ status: 200, body: { dropped: [one] } });
    expect(await drop(fixture, '/v1/dead-letters')).toEqual({
      status: 200,
      body: { dropped: rest, more: false },
    });
    expect(await lying(fixture)).toEqual([]);
    expect(await left(fixture)).toMatchObject({ ready: 0, in_flight: 0 });
  });

  it('that are not there are not found', async () => {
    await using fixture = await httpFixture();
    await bury(fixture.services, 'pack', [MESSAGE]);
    const problem = { status: 404, code: 'dead_letter_not_found' };
    expect((await drop(fixture, '/v1/dead-letters/nope')).body).toMatchObject(problem);
    expect(await (await post(fixture.app, '/v1/dead-letters/nope/resend', {})).json()).toMatchObject(problem);
    expect(await left(fixture)).toMatchObject({ ready: 1, in_flight: 0 });
  });

  it.each(['/v1/dead-letters/resend', '/v1/dead-letters/x/resend'])(
    'are not sent again by a form of another site: %s needs JSON',
    async (path) => {
      await using fixture = await httpFixture();
      await bury(fixture.services, 'pack', [MESSAGE]);
      const headers = { 'content-type': 'text/plain' };
      const response = await fixture.app.request(path, { method: 'POST', headers, body: '{}' });
      expect(await response.json()).toMatchObject({ status: 415, code: 'wrong_content_type' });
      expect(await lying(fixture)).toEqual([]);
    },
  );
});
