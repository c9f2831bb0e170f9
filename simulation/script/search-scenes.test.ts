import { expect, it } from 'vitest';
import { seeded } from '../kernel/seeded.ts';
import { planOf } from '../plan.ts';
import { MadeWeb } from '../web/made-web.ts';
import type { WorldView } from '../world-view.ts';
import { searches } from './search-scenes.ts';
import { drawCast } from './stage.ts';
import { fakeClient } from './testing/fake-client.ts';

/** A stage at a moment of the run of seed 1, and how often its client searched and what it told. */
function staged(now_ms: number) {
  const chance = seeded(1);
  const web = new MadeWeb({ chance, now: () => now_ms });
  const count = { search: 0, tell: 0 };
  const client = fakeClient((call) => {
    if (call === 'tell') count.tell += 1;
    if (call !== 'search') return;
    count.search += 1;
    if (count.search % 2 === 0) throw new Error('no answer');
  });
  // Of a world the script looks at these alone.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const world = { plan: planOf(1, chance), web, now: () => now_ms } as Partial<WorldView> as WorldView;
  return { stage: { client, world, chance, cast: drawCast(web, chance) }, count };
}

it('goes on when a search reaches nobody, and tells it', async () => {
  const { stage, count } = staged(0);
  await searches(6)(stage);
  expect(count).toEqual({ search: 6, tell: 3 });
});

it('ends with the run', async () => {
  const { stage, count } = staged(planOf(1, seeded(1)).length_ms * 4);
  await searches(6)(stage);
  expect(count.search).toBe(1);
});
