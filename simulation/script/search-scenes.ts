import { LIMIT_MAX } from '#workers/orchestrator/search-answer.ts';
import { COMMON_WORDS } from '../web/draw-page.ts';
import { type Scene, type Stage, pause } from './stage.ts';

const ODD = [
  'zzzzz',
  '"harbour lantern"',
  '-everywhere',
  'grani*',
  '',
  '"',
  'AND OR NOT (',
  'site:one.test',
] as const;

/** So many searches in a row, by one client. */
export function searches(count: number): Scene {
  return async (stage) => {
    for (let n = 0; n < count; n += 1) {
      await ask(stage);
      // Some come while the one before is hardly answered, some while versions change.
      if (!(await pause(stage, stage.chance.pick([0, 0, 100, 1000, 4000])))) return;
    }
  };
}

/** A question that reaches nobody is told, and the next one is asked all the same. */
async function ask(stage: Stage): Promise<void> {
  try {
    await search(stage);
  } catch (error) {
    stage.client.tell('search', error instanceof Error ? error.message : String(error), false);
  }
}

async function search(stage: Stage): Promise<void> {
  const { client, chance, cast } = stage;
  const index = drawIndex(stage, [...cast.written]);
  const isWhole = chance.chance(0.7);
  const limit = isWhole ? LIMIT_MAX : 1 + chance.whole(10);
  const offset = isWhole ? 0 : chance.whole(10);
  await client.search({ index, query: drawQuery(stage), limit, offset });
}

/** Mostly one that something was posted for. */
function drawIndex({ chance, cast }: Stage, written: readonly string[]): string {
  if (chance.chance(0.03)) return 'never-made';
  return written.length > 0 && chance.chance(0.9) ? chance.pick(written) : chance.pick(cast.targets).index;
}

/** Words of one page in one version, words of one page, words of many, or what people type. */
function drawQuery({ chance, world }: Stage): string {
  const draw = chance.float();
  if (draw < 0.35) return 'everywhere';
  if (draw < 0.5) return `${chance.pick(COMMON_WORDS)} ${chance.pick(COMMON_WORDS)}`;
  if (draw < 0.6 || world.web.urls.length === 0) return chance.pick(ODD);
  const { what } = chance.pick(world.web.history(chance.pick(world.web.urls)));
  if (what.kind !== 'page') return chance.pick(COMMON_WORDS);
  return (chance.chance(0.5) ? what.word : what.stem) ?? 'nothing';
}
