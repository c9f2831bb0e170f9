import { LOOKED_AT_TWICE, OF_A_GROUP } from '../../query/answer-bounds.ts';
import type { Scored } from './best.ts';

/**
 * The best document of each group, of as many groups as are looked for; those that are in none are each their own. A second look may
 * find another of its group to be better: of those that are looked at twice a few of each are kept.
 */
export class BestOfGroups {
  readonly #most: number;
  readonly #groupOf: (document: number) => string | undefined;
  /** Of each the best first. */
  readonly #best = new Map<string | number, Scored[]>();
  #threshold = -Infinity;

  /** @param most groups that are kept: one at least. */
  constructor(most: number, groupOf: (document: number) => string | undefined) {
    this.#most = most;
    this.#groupOf = groupOf;
  }

  /** What a score must be above, for a document behind all that came, to be among the best. */
  get threshold(): number {
    return this.#threshold;
  }

  /** Of a document behind all that came. */
  add(document: number, score: number): void {
    if (score <= this.#threshold) return;
    const group = this.#groupOf(document) ?? document;
    const members = this.#best.get(group);
    if (members === undefined) this.#best.set(group, [{ document, score }]);
    else if (members.length < OF_A_GROUP || score > (members.at(-1)?.score ?? 0)) {
      const behind = members.findIndex((member) => member.score < score);
      members.splice(behind === -1 ? members.length : behind, 0, { document, score });
      if (members.length > OF_A_GROUP) members.pop();
    }
    if (this.#best.size >= 2 * this.#most) this.#cut();
  }

  /** Best first. Behind those that are looked at twice there are but the best of their groups. */
  ranked(): Scored[] {
    const groups = this.#sorted().slice(0, this.#most);
    const firsts = new Set(groups.map(([, [first]]) => first));
    return groups
      .flatMap(([, members]) => members)
      .toSorted(byScore)
      .filter((scored, n) => n < LOOKED_AT_TWICE || firsts.has(scored));
  }

  #sorted(): [string | number, Scored[]][] {
    return [...this.#best].toSorted(([, [a]], [, [b]]) => byScore(a, b));
  }

  #cut(): void {
    const sorted = this.#sorted();
    for (const [group] of sorted.slice(this.#most)) this.#best.delete(group);
    this.#threshold = sorted[this.#most - 1]?.[1][0]?.score ?? -Infinity;
  }
}

function byScore(a: Scored | undefined, b: Scored | undefined): number {
  return (b?.score ?? 0) - (a?.score ?? 0) || (a?.document ?? 0) - (b?.document ?? 0);
}
