import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BadMove } from '#core/cluster/move.ts';
import { provesKey } from '#runtime/derived-keys.ts';
import { RetryLater } from '#runtime/worker.ts';
import type { PackMove } from '../services.ts';
import { httpApp } from '../http-app.ts';
import { type HttpFixture, IDLE_CLUSTER, httpFixture, post, readJson } from '../testing/http-fixture.ts';

const MOVE: PackMove = { index: 'site.gov', pack: 'ab'.repeat(32), from: 'one', to: 'two' };

describe('GET /readyz of one that is not active', () => {
  const STANDBY = { ...IDLE_CLUSTER, epoch: null };
  const detail = async (fixture: HttpFixture, headers = {}): Promise<string> => {
    const app = httpApp({ ...fixture.services, hindrance: () => 'DynamoDB cannot be reached' });
    const response = await app.request('/readyz', { headers });
    expect(response.status).toBe(503);
    return (await readJson(response, z.object({ detail: z.string() }))).detail;
  };

  it('says that another has the role, when nothing is in the way', async () => {
    await using fixture = await httpFixture();
    fixture.cluster = STANDBY;
    expect(await (await fixture.app.request('/readyz')).json()).toMatchObject({
      code: 'not_ready',
      detail: expect.stringContaining('another process has the role'),
    });
  });

  it('says what is in the way of taking it, to those who may know', async () => {
    await using open = await httpFixture();
    open.cluster = STANDBY;
    const why = /could not be taken or renewed: DynamoDB cannot be reached$/;
    expect(await detail(open)).toMatch(why);
    await using keyed = await httpFixture({ SITEPACK_KEY: 'a-secret-of-16-characters' });
    keyed.cluster = STANDBY;
    expect(await detail(keyed)).toMatch(/could not be taken or renewed: the log says why$/);
    expect(await detail(keyed, { authorization: 'Bearer a-secret-of-16-characters' })).toMatch(why);
  });
});

describe('GET /v1/key-proof', () => {
  const KEY = 'a-secret-of-16-characters';

  it('proves to everybody that the server has the key, and says nothing else of it', async () => {
    await using fixture = await httpFixture({ SITEPACK_KEY: KEY });
    const proof = async (nonce: string): Promise<string> => {
      const response = await fixture.app.request(`/v1/key-proof?nonce=${nonce}`);
      return (await readJson(response, z.strictObject({ proof: z.string() }))).proof;
    };
    expect(provesKey(await proof('one'), KEY, 'one', '')).toBe(true);
    expect(await proof('two')).not.toBe(await proof('one'));
  });

  it.each(['', '?nonce=', '?nonce=a%0Ab', `?nonce=${'x'.repeat(129)}`])('refuses %j', async (query) => {
    await using fixture = await httpFixture();
    expect(await (await fixture.app.request(`/v1/key-proof${query}`)).json()).toMatchObject({
      status: 400,
      code: 'bad_parameter',
    });
  });
});

describe('POST /v1/cluster/moves', () => {
  it('hands the move to the orchestrator and answers 202', async () => {
    await using fixture = await httpFixture();
    const moved: PackMove[] = [];
    fixture.move = async (of) => void moved.push(of);
    const response = await post(fixture.app, '/v1/cluster/moves', MOVE);
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual(MOVE);
    expect(moved).toEqual([MOVE]);
  });

  it.each([
    ['unknown_searcher', 404],
    ['not_held', 409],
    ['already_there', 409],
    ['no_room', 409],
    ['moving', 409],
  ] as const)('answers %s with %i and the reason', async (code, status) => {
    await using fixture = await httpFixture();
    fixture.move = () => Promise.reject(new BadMove(code, 'for a reason'));
    const response = await post(fixture.app, '/v1/cluster/moves', MOVE);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code, detail: 'for a reason' });
  });

  it('says that a standby moves nothing', async () => {
    await using fixture = await httpFixture();
    fixture.move = () => Promise.reject(new RetryLater(100, 'this orchestrator stands by'));
    expect(await (await post(fixture.app, '/v1/cluster/moves', MOVE)).json()).toMatchObject({
      status: 503,
      code: 'not_ready',
    });
  });

  it.each([{ ...MOVE, pack: 'ab' }, { ...MOVE, from: '' }, { ...MOVE, more: 1 }, { index: 'site.gov' }])(
    'refuses the body %j',
    async (body) => {
      await using fixture = await httpFixture();
      expect(await (await post(fixture.app, '/v1/cluster/moves', body)).json()).toMatchObject({
        code: 'bad_field',
      });
    },
  );
});
