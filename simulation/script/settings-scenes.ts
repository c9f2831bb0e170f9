import { SETTINGS_FRESH_MS } from '#core/settings/settings-cache.ts';
import { type ClientAction, act } from './client-actions.ts';
import { crawlAgain } from './crawl-scenes.ts';
import { type Scene, type Stage, type Target, pause } from './stage.ts';

type SettingsAction = ClientAction & { readonly action: 'settings' };

/** The shortest that there may be. */
const INTERVAL_S = 60;
/** Paths that many of the made sites have pages at; the last is one page's. */
const EXCLUDED = ['/docs/', '/p/', '/*?', '/p/2', '/about'];

/** An index gets a schedule; later it may lose it, before the run is over or with it. */
export const setSchedule: Scene = async (stage) => {
  const { chance, cast } = stage;
  const target = chance.pick(cast.targets);
  const schedule = { kind: 'every', interval_s: INTERVAL_S } as const;
  await changeSettings(stage, target, { crawl: { schedule, start: [target.url] } });
  cast.written.add(target.index);
  if (chance.chance(0.5)) return;
  if (await pause(stage, chance.whole(2 * INTERVAL_S * 1000)))
    await changeSettings(stage, target, { crawl: { schedule: null } });
};

/**
 * Links of an index's crawls are kept to a part of its site, and mostly it is crawled by that; later it may be another
 * part, or all.
 */
export const setRules: Scene = async (stage) => {
  const { chance, cast } = stage;
  const target = chance.pick(cast.targets);
  const rules = () => ({
    exclude: chance.chance(0.7) ? [chance.pick(EXCLUDED)] : null,
    drop_query: chance.chance(0.3) ? ['page'] : null,
  });
  await changeSettings(stage, target, { crawl: rules() });
  const heeded_ms = SETTINGS_FRESH_MS + chance.whole(10_000);
  if (chance.chance(0.7) && (await pause(stage, heeded_ms))) await crawlAgain(stage, target);
  if (chance.chance(0.5) || !(await pause(stage, chance.whole(30_000)))) return;
  const next = chance.chance(0.5) ? rules() : { exclude: null, drop_query: null };
  await changeSettings(stage, target, { crawl: next });
};

/** Words of an index count otherwise by where they stand, and mostly it is packed anew by that; later it may be as before. */
export const setWeights: Scene = async (stage) => {
  const { client, chance, cast } = stage;
  const { index } = chance.pick(cast.targets);
  const fields = { title: chance.whole(20), body: chance.whole(3) };
  await changeSettings(stage, { index }, { search: { fields } });
  if (chance.chance(0.8))
    await act(client, { action: 'repack', index }, () => client.post({ type: 'repack', index }));
  if (chance.chance(0.7) || !(await pause(stage, chance.whole(30_000)))) return;
  await changeSettings(stage, { index }, { search: null });
};

/** Something is set for an index, or taken away. */
export async function changeSettings(
  { client }: Stage,
  { index }: Pick<Target, 'index'>,
  change: Pick<SettingsAction, 'crawl' | 'gate' | 'search'>,
): Promise<void> {
  const what: SettingsAction = { action: 'settings', index, ...change };
  await act(client, what, () => client.changeSettings(index, change));
}
