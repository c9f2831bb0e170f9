import { act } from './client-actions.ts';
import { type Scene, type Stage, addressOf, drawUrl, pause } from './stage.ts';

const MOST_VERSIONS = 4;
const MOST_BURST = 15;
/** Share of pages that are read anew whatever is known of them. */
const PASSES = 0.2;
/** Longer than a page takes, shorter and longer than the timer of single pages. */
const PAUSES_MS = [0, 50, 500, 3000, 8000] as const;

/** One page is read again. */
export const indexPage: Scene = async (stage) => {
  const { chance, cast } = stage;
  const target = chance.pick(cast.targets);
  await postPage(stage, drawUrl(stage, target), target.index, chance.chance(PASSES));
};

/** A page changes again and again, and is posted each time. */
export const indexVersions: Scene = async (stage) => {
  const { chance, cast, world } = stage;
  const target = chance.pick(cast.targets);
  const url = drawUrl(stage, target);
  for (let n = 1 + chance.whole(MOST_VERSIONS); n > 0; n -= 1) {
    world.web.rewrite(url, chance);
    await postPage(stage, url, target.index);
    if (!(await pause(stage, chance.pick(PAUSES_MS)))) return;
  }
};

/** Many pages are posted at once; some of them more than once. */
export const indexBurst: Scene = async (stage) => {
  const { chance, cast } = stage;
  const target = chance.pick(cast.targets);
  const urls = Array.from({ length: 2 + chance.whole(MOST_BURST) }, () => drawUrl(stage, target));
  await Promise.all(urls.map((url) => postPage(stage, url, target.index)));
};

/** The web changes, on its own. */
export const changeWeb: Scene = async ({ world, chance }) => {
  for (let n = 1 + chance.whole(3); n > 0; n -= 1) world.web.change(chance);
};

/** Has a page read. @param pass whatever is known of it. */
export async function postPage(stage: Stage, url: string, index: string, pass = false): Promise<void> {
  const { client, cast } = stage;
  const hall_pass = pass ? { hall_pass: true } : {};
  cast.written.add(index);
  const message = { type: 'index', ...addressOf(url, index, stage), ...hall_pass } as const;
  await act(client, { action: 'index', index, url, ...hall_pass }, () => client.post(message));
}
