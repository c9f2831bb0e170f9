/** How fast the owner of a host lets it be asked, in place of what is configured for all hosts. */
export interface OwnPace {
  /** Least time between two starts. */
  readonly delay_ms?: number | undefined;
  /** Requests at a time. */
  readonly concurrency?: number | undefined;
}

/** Of several the slowest, each part by itself; undefined of none. */
export function slowestPace(paces: readonly OwnPace[]): OwnPace | undefined {
  if (paces.length === 0) return undefined;
  const delays = paces.flatMap(({ delay_ms }) => delay_ms ?? []);
  const counts = paces.flatMap(({ concurrency }) => concurrency ?? []);
  return {
    ...(delays.length === 0 ? {} : { delay_ms: Math.max(...delays) }),
    ...(counts.length === 0 ? {} : { concurrency: Math.min(...counts) }),
  };
}
