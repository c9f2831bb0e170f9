import { FLOWS } from './flows.ts';
import { World } from './world.ts';

/** Runs every flow in a world of its own. @returns the diagrams, by the name of their flow. */
export async function recordDiagrams(): Promise<ReadonlyMap<string, string>> {
  const diagrams = new Map<string, string>();
  for (const { name, title, detail = 'queues', shards = 1, prepare } of FLOWS) {
    await using world = await World.open(shards);
    const act = await prepare(world);
    world.recorder.begin(title, detail);
    await act();
    diagrams.set(name, world.recorder.end());
  }
  return diagrams;
}
