/** Grades of the documents that answer a query, by id; a grade of 1 or more is relevant. */
export type Judgments = ReadonlyMap<string, number>;

const TOP = 10;
const DEEP = 100;

/**
 * Normalised discounted cumulative gain of the first ten: 1 where no order would be better. Järvelin, Kekäläinen: Cumulated gain-based
 * evaluation of IR techniques (2002), with gains of 2^grade - 1.
 */
export function ndcg(ids: readonly string[], judgments: Judgments): number {
  const ideal = gain([...judgments.values()].toSorted((a, b) => b - a));
  return ideal === 0 ? 0 : gain(ids.map((id) => judgments.get(id) ?? 0)) / ideal;
}

function gain(grades: readonly number[]): number {
  return grades.slice(0, TOP).reduce((sum, grade, n) => sum + (2 ** grade - 1) / Math.log2(n + 2), 0);
}

/** One by the place of the first of the first ten that is relevant; 0 where none is. */
export function reciprocalRank(ids: readonly string[], judgments: Judgments): number {
  const place = ids.slice(0, TOP).findIndex((id) => isRelevant(id, judgments));
  return place < 0 ? 0 : 1 / (place + 1);
}

/** The part of what is relevant that is among the first hundred. */
export function recall(ids: readonly string[], judgments: Judgments): number {
  const relevant = [...judgments.keys()].filter((id) => isRelevant(id, judgments));
  const found = ids.slice(0, DEEP).filter((id) => isRelevant(id, judgments)).length;
  return relevant.length === 0 ? 0 : found / relevant.length;
}

function isRelevant(id: string, judgments: Judgments): boolean {
  return (judgments.get(id) ?? 0) >= 1;
}
