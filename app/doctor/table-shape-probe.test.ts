import { expect, it } from 'vitest';
import { readConfig } from '#config';
import { embedded } from '../../test/embedded.ts';
import { examine } from './examine.ts';
import { TABLE_SHAPE_PROBE } from './table-shape-probe.ts';

it('tables that are otherwise than set up are told, if that can be seen', async () => {
  const { close, ...ports } = await openPorts();
  await using _ = close;
  const run = async (more: { backend?: 'embedded'; describeTables?: () => AsyncIterable<string> }) => {
    const { backend = 'aws', ...told } = more;
    const config = readConfig({ SITEPACK_BACKEND: backend, SITEPACK_BUCKET: 'b-1' });
    const { signal } = new AbortController();
    const results = examine({ ...ports, ...told, config }, [TABLE_SHAPE_PROBE], { signal });
    return (await Array.fromAsync(results))[0];
  };
  const telling = (...problems: string[]) => ({
    async *describeTables() {
      yield* problems;
    },
  });
  const denied = Object.assign(new Error('needs dynamodb:DescribeTable'), { code: 'access_denied' });
  const failing = (error: Error) => ({
    describeTables(): AsyncIterable<string> {
      throw error;
    },
  });
  expect(await run({ backend: 'embedded' })).toMatchObject({ state: 'ok' });
  expect(await run({})).toMatchObject({ state: 'skipped' });
  expect(await run(telling())).toMatchObject({ state: 'ok' });
  expect(await run(telling('"a" has no index', 'there is no "b"'))).toMatchObject({
    state: 'failed',
    seen: '"a" has no index; there is no "b"',
  });
  expect(await run(failing(denied))).toMatchObject({ state: 'skipped', seen: denied.message });
  expect(await run(failing(new Error('broken')))).toMatchObject({ state: 'failed' });
});

async function openPorts() {
  const close = await embedded();
  return { ...close, close };
}
