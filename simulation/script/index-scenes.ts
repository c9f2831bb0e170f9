import { hostOf } from '#core/crawl/url.ts';
import { type ClientAction, act } from './client-actions.ts';
import { crawlAgain } from './crawl-scenes.ts';
import { drawPoison } from './poison.ts';
import { type Scene, type Stage, pause } from './stage.ts';

/** Versions that clients ask for: runs make few. */
const MOST_VERSION = 8;
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
