import { act } from './client-actions.ts';
import { type Scene, type Stage, addressOf, drawUrl, pause } from './stage.ts';

const MOST_VERSIONS = 4;
const MOST_BURST = 15;
/** Longer than a page takes, shorter and longer than the timer of single pages. */
const PAUSES_MS = [0, 50, 500, 3000, 8000] as const;

/** One page is read again. */
export const indexPage: Scene = async (stage) => {
  const target = stage.chance.pick(stage.cast.targets);
  await post(stage, drawUrl(stage, target), target.index);
};

/** A page changes again and again, and is posted each time. */
export const indexVersions: Scene = async (stage) => {
  const { chance, cast, world } = stage;
  const target = chance.pick(cast.targets);
  const url = drawUrl(stage, target);
  for (let n = 1 + chance.whole(MOST_VERSIONS); n > 0; n -= 1) {
    world.web.rewrite(url, chance);
    await post(stage, url, target.index);
    if (!(await pause(stage, chance.pick(PAUSES_MS)))) return;
  }
};

/** Many pages are posted at once; some of them more than once. */
export const indexBurst: Scene = async (stage) => {
  const { chance, cast } = stage;
  const target = chance.pick(cast.targets);
  const urls = Array.from({ length: 2 + chance.whole(MOST_BURST) }, () => drawUrl(stage, target));
  await Promise.all(urls.map((url) => post(stage, url, target.index)));
};

/** The web changes, on its own. */
export const changeWeb: Scene = async ({ world, chance }) => {
  for (let n = 1 + chance.whole(3); n > 0; n -= 1) world.web.change(chance);
};

async function post(stage: Stage, url: string, index: string): Promise<void> {
  const { client, cast } = stage;
  cast.written.add(index);
  const message = { type: 'index', ...addressOf(url, index, stage) } as const;
  await act(client, { action: 'index', index, url }, () => client.post(message));
}
