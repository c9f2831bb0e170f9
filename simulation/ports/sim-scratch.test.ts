import { expect, it } from 'vitest';
import { FaultRig } from '../kernel/testing/fault-rig.ts';

async function* stalling(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('first');
  await new Promise(() => undefined);
}

it('files have the times of their process, whatever the time of the machine', async () => {
  using rig = new FaultRig('crash');
  const folder = await rig.scratch.claim('packer');
  rig.faults.isOn = false;
  rig.life.wall_offset_ms = 3_600_000;
  const write = (name: string) => folder.write(name, only(name));
  await rig.well(() => write('a'));
  await rig.well(() => write('b'));
  await rig.well(() => folder.touch('a', 7));
  await rig.well(() => folder.rename('a', 'c'));
  const [b, c] = await rig.well(() => folder.list());
  expect(c).toEqual({ name: 'c', bytes: 1, used_ms: 7 });
  expect(b).toMatchObject({ name: 'b', bytes: 1 });
  expect(b?.used_ms).toBeGreaterThan(1_700_003_601_000);
  expect(b?.used_ms).toBeLessThan(1_700_003_602_000);
});

it('a write ends when it is aborted, whatever its source does', async () => {
  using rig = new FaultRig('crash');
  rig.faults.isOn = false;
  const folder = await rig.scratch.claim('searcher');
  const stop = new AbortController();
  const write = folder.write('pack', stalling(), { signal: stop.signal });
  rig.timeline.after(500, () => stop.abort(new Error('stopped')));
  expect(await rig.see(write)).toMatchObject({ state: 'failed', error: { message: 'stopped' }, at_ms: 500 });
});

async function* only(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
