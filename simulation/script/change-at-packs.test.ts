import { expect, it } from 'vitest';
import { pageRow } from '../invariants/testing/rows.ts';
import type { Observer } from '../kernel/event.ts';
import { seeded } from '../kernel/seeded.ts';
import { Timeline } from '../kernel/timeline.ts';
import { planOf } from '../plan.ts';
import { MadeWeb } from '../web/made-web.ts';
import { changeAtPacks } from './change-at-packs.ts';
import { fakeClient } from './testing/fake-client.ts';

/** Packs of two pages, one of which waits, are stored by the hundred from that moment of the run on. */
async function packed(at_ms: number): Promise<{ posted: unknown[]; changed: string[]; url: string }> {
  const chance = seeded(1);
  const timeline = new Timeline(chance.fork('timeline'));
  const web = new MadeWeb({ chance, now: () => timeline.now_ms });
  const changed: string[] = [];
  web.onChange = (url) => changed.push(url);
  const observers: Observer[] = [];
  const observe = (observer: Observer): void => void observers.push(observer);
  const now = (): number => timeline.now_ms;
  const posted: unknown[] = [];
  const client = fakeClient((call, what) => {
    if (call === 'post') posted.push(what);
  });
  changeAtPacks({ observe, now, plan: planOf(1, chance), timeline, web }, client, chance);
  await timeline.run(at_ms);
  const url = web.starts[0] ?? '';
  const rows = [
    pageRow(url, { mark: 'pending' }),
    pageRow(`${url}packed`, { mark: 'pending' }),
    pageRow(`${url}packed`),
  ];
  const told = { by: 'packer-1', at_ms };
  for (const observer of observers) {
    for (const after of rows) observer({ type: 'row', table: 'pages', before: undefined, after, ...told });
    for (let n = 0; n < 100; n += 1) {
      const key = `packs/docs/0-of-1/${n}.sqlite.zst`;
      observer({ type: 'object_put', key, bytes: new Uint8Array(), ...told });
      observer({ type: 'object_put', key: `raw/docs/${n}`, bytes: new Uint8Array(), ...told });
    }
  }
  await timeline.run(at_ms + 1000);
  return { posted, changed, url };
}

it('changes a page that waits while it is packed, and posts it; ten times at most', async () => {
  const { posted, changed, url } = await packed(0);
  expect(new Set(changed)).toEqual(new Set([url]));
  expect(posted).toHaveLength(10);
  expect(posted[0]).toMatchObject({ type: 'index', index: 'docs', path: '/' });
});

it('ends with the run', async () => {
  const { posted } = await packed(planOf(1, seeded(1)).length_ms * 4);
  expect(posted).toEqual([]);
});
