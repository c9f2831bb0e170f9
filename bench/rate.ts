export interface Contender {
  readonly name: string;
  /** Steps under way at a time. */
  readonly in_flight: number;
  /** Does some of the work. @returns how many operations that was. */
  readonly step: (lane: number) => Promise<number> | number;
}

export interface RateOptions {
  readonly rounds: number;
  /** Of one measurement. */
  readonly duration_ms: number;
}

/**
 * Operations per second of each contender, by name: they take turns, and of each the best round counts. The first round
 * comes after a warm-up that is not counted.
 */
export async function compareRates(
  contenders: readonly Contender[],
  { rounds, duration_ms }: RateOptions,
): Promise<Map<string, number>> {
  const best = new Map<string, number>();
  for (const contender of contenders) await rateOf(contender, duration_ms / 4);
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of contenders) {
      const rate = await rateOf(contender, duration_ms);
      best.set(contender.name, Math.max(rate, best.get(contender.name) ?? 0));
    }
  }
  return best;
}

async function rateOf({ in_flight, step }: Contender, duration_ms: number): Promise<number> {
  const start_ms = performance.now();
  const lanes = Array.from({ length: in_flight }, async (_, lane) => {
    let done = 0;
    while (performance.now() - start_ms < duration_ms) done += await step(lane);
    return done;
  });
  const done = (await Promise.all(lanes)).reduce((sum, count) => sum + count, 0);
  return (done * 1000) / (performance.now() - start_ms);
}
