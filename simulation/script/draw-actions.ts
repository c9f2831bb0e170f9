import type { Seeded } from '../kernel/seeded.ts';
import type { Plan } from '../plan.ts';
import type { MadeWeb } from '../web/made-web.ts';
import type { Action } from './action.ts';
import {
  cancelKnown,
  crawlAndCancel,
  crawlByApi,
  crawlByItself,
  crawlByMessage,
  crawlTwice,
  crawlsAtOnce,
} from './crawl-scenes.ts';
import {
  decideHeld,
  deleteIndex,
  loseSite,
  movePack,
  packNow,
  poison,
  repackIndex,
  rollBack,
  tellUpdate,
} from './index-scenes.ts';
import { changeWeb, indexBurst, indexPage, indexVersions } from './page-scenes.ts';
import { searches } from './search-scenes.ts';
import { letPagesRest, losePageSlowly, outgrowLimit, setGolden } from './return-scenes.ts';
import { setRules, setSchedule, setWeights } from './settings-scenes.ts';
import { type Cast, type Scene, drawCast } from './stage.ts';
import { setTimer } from './timer-scenes.ts';

/** What happens, and how often among all. */
const SCENES: readonly (readonly [name: string, scene: Scene, weight: number])[] = [
  ['change the web', changeWeb, 9],
  ['crawl by a message', crawlByMessage, 4],
  ['crawl by the API', crawlByApi, 3],
  ['crawl by itself', crawlByItself, 1],
  ['crawl twice', crawlTwice, 2],
  ['two crawls at once', crawlsAtOnce, 2],
  ['crawl and cancel', crawlAndCancel, 1],
  ['cancel', cancelKnown, 1],
  ['index a page', indexPage, 5],
  ['index versions of a page', indexVersions, 4],
  ['index many pages', indexBurst, 2],
  ['set timers', setTimer, 3],
  ['pack', packNow, 3],
  ['roll back', rollBack, 2],
  ['decide upon what is held', decideHeld, 2],
  ['lose a site', loseSite, 5],
  ['repack', repackIndex, 2],
  ['set a schedule', setSchedule, 2],
  ['set rules for links', setRules, 2],
  ['set golden queries', setGolden, 3],
  ['set weights of fields', setWeights, 2],
  ['let pages rest', letPagesRest, 2],
  ['lose a page slowly', losePageSlowly, 2],
  ['outgrow a limit', outgrowLimit, 3],
  ['delete an index', deleteIndex, 1],
  ['tell of an update', tellUpdate, 1],
  ['move a pack', movePack, 2],
  ['poison', poison, 3],
];
const WEIGHED: readonly (readonly [name: string, scene: Scene])[] = SCENES.flatMap(([name, scene, weight]) =>
  Array.from({ length: weight }, () => [name, scene] as const),
);

/** The last of them begins so long before the end. */
const LAST_MS = 2000;
/** Something of one moment follows on something else within this. */
const CLOSE_MS = 300;

/**
 * What clients and the web do in a run, sorted by time, no two at the same moment: 10 to 40 actions and 20 to 60
 * searches, crawls first. When and of what kind they are is drawn here; what exactly is drawn when their time has come.
 */
export function drawActions(plan: Plan, web: Pick<MadeWeb, 'starts'>, chance: Seeded): Action[] {
  const cast = drawCast(web, chance);
  const most_ms = plan.length_ms - LAST_MS;
  const taken = new Set<number>();
  const free = (at_ms: number): number => {
    let free_ms = Math.min(at_ms, most_ms);
    while (taken.has(free_ms)) free_ms += 1;
    taken.add(free_ms);
    return free_ms;
  };
  // Processes take up to three seconds to start: some messages are there before them.
  const actions = [toAction(free(chance.whole(6000)), 'crawl by a message', crawlByMessage, cast)];
  for (let n = 9 + chance.whole(31); n > 0; n -= 1) {
    const near = chance.pick(actions).at_ms + chance.whole(CLOSE_MS);
    const at_ms = free(chance.chance(0.3) ? near : chance.whole(most_ms));
    actions.push(toAction(at_ms, ...chance.pick(WEIGHED), cast));
  }
  for (let left = 20 + chance.whole(41); left > 0;) {
    const count = Math.min(left, 3 + chance.whole(8));
    left -= count;
    // More of them late, when there is something to be found.
    actions.push(
      toAction(
        free(Math.floor(most_ms * Math.sqrt(chance.float()))),
        `search ${count} times`,
        searches(count),
        cast,
      ),
    );
  }
  return actions.toSorted((one, other) => one.at_ms - other.at_ms);
}

function toAction(at_ms: number, name: string, scene: Scene, cast: Cast): Action {
  return { at_ms, name, run: (client, world, chance) => scene({ client, world, chance, cast }) };
}
