import { hostOf } from '#core/crawl/url.ts';
import { readHead } from '#core/tables/heads.ts';
import { type ClientAction, act } from './client-actions.ts';
import { crawlAgain } from './crawl-scenes.ts';
import { drawPoison } from './poison.ts';
import { type Scene, type Stage, pause } from './stage.ts';

/** Versions that clients ask for: runs make few. */
const MOST_VERSION = 8;
/** How often somebody looks whether a version is held. */
const LOOK_MS = 1000;
const MOST_LOOKS = 60;
/** No crawl and no page makes it. */
const NO_INDEX = 'never-made';

/** The packer is told to pack, without a timer. */
export const packNow: Scene = async ({ client, chance, cast }) => {
  const { url, index } = chance.pick(cast.targets);
  const known = cast.crawls.filter((crawl_id) => crawl_id.startsWith(`${index}.`));
  const type = chance.pick(['pack_full', 'pack_incremental'] as const);
  const crawl = known.length > 0 && chance.chance(0.3) ? { crawl_id: chance.pick(known) } : {};
  const said = { index, site: hostOf(url), ...crawl };
  await act(client, { action: 'pack', type, ...said }, () => client.post({ type, ...said }));
};

/** An index goes back to the version before, or to one that may be there. */
export const rollBack: Scene = async ({ client, chance, cast }) => {
  const index = chance.chance(0.05) ? NO_INDEX : chance.pick(cast.targets).index;
  const said = { index, ...(chance.chance(0.6) ? {} : { version: 1 + chance.whole(MOST_VERSION) }) };
  await act(client, { action: 'rollback', ...said }, () => client.post({ type: 'rollback', ...said }));
};

/** Somebody decides upon a version that is held: the one that is, any, or one that is not. */
export const decideHeld: Scene = (stage) => decide(stage, stage.chance.pick(stage.cast.targets).index);

/** Most of a site is gone, and it is crawled; when a version is held for that, somebody decides, sooner or later. */
export const loseSite: Scene = async (stage) => {
  const { world, chance, cast } = stage;
  const target = chance.pick(cast.targets);
  world.web.collapse(hostOf(target.url), chance);
  await crawlAgain(stage, target);
  if (!(await waitUntilHeld(stage, target.index))) return;
  if (await pause(stage, chance.whole(chance.chance(0.5) ? 500 : 20_000))) await decide(stage, target.index);
};

/** Waits for a version to be held, for a minute at most. @returns whether one is, and the run still goes on. */
export async function waitUntilHeld(stage: Stage, index: string): Promise<boolean> {
  for (let looks = 0; (await readHead(stage.world.table, index))?.held === undefined; looks += 1)
    if (looks === MOST_LOOKS || !(await pause(stage, LOOK_MS))) return false;
  return true;
}

/** Says that what is held of an index goes live, or is dropped. */
export async function decide({ client, world, chance }: Stage, index: string): Promise<void> {
  const head = await readHead(world.table, index);
  const named = chance.chance(0.1) ? 'a'.repeat(64) : head?.held?.manifest_sha256;
  const type = chance.pick(['publish_held', 'drop_held'] as const);
  const said = { index, ...(named === undefined || chance.chance(0.3) ? {} : { manifest: named }) };
  await act(client, { action: type, ...said }, () => client.post({ type, ...said }));
}

/** What is stored of an index is read anew. */
export const repackIndex: Scene = async ({ client, chance, cast }) => {
  const index = chance.chance(0.05) ? NO_INDEX : chance.pick(cast.targets).index;
  await act(client, { action: 'repack', index }, () => client.post({ type: 'repack', index }));
};

/** An index is deleted; sometimes it is crawled again, at once or later. */
export const deleteIndex: Scene = async (stage) => {
  const { chance, cast } = stage;
  const target = chance.pick(cast.targets);
  await post(stage, target.index);
  if (chance.chance(0.3)) return;
  if (await pause(stage, chance.whole(chance.chance(0.5) ? 500 : 10_000))) await crawlAgain(stage, target);
};

/** An orchestrator hears of a version that may not be there. */
export const tellUpdate: Scene = async ({ client, chance, cast }) => {
  const index = chance.chance(0.1) ? NO_INDEX : chance.pick(cast.targets).index;
  const said = { index, version: chance.whole(MOST_VERSION) };
  await act(client, { action: 'update', ...said }, () => client.post({ type: 'update', ...said }));
};

/** A pack is moved from one searcher to another. */
export const movePack: Scene = async ({ client }) => {
  await act(client, { action: 'move_pack' }, () => client.movePack());
};

/** Bodies that are no messages, some at once. */
export const poison: Scene = async ({ client, chance }) => {
  for (let n = 1 + chance.whole(3); n > 0; n -= 1) {
    const { queue, body, marker } = drawPoison(chance, client.id());
    await act(client, { action: 'poison', queue, marker }, () => client.postRaw(queue, body));
  }
};

async function post({ client }: Stage, index: string): Promise<void> {
  const what: ClientAction = { action: 'delete_index', index };
  await act(client, what, () => client.post({ type: 'delete_index', index }));
}
