import { createHash } from 'node:crypto';
import { type Course, versionsOf } from './course.ts';
import type { JointAnswer } from './search-answer.ts';

/**
 * Answers that all shards gave, kept by what was asked: the versions and settings of the indexes, the query, and what else was asked for.
 * A version never changes, so that none is stale.
 */
export class KnownAnswers {
  readonly #known = new Map<string, { readonly answer: JointAnswer; readonly chars: number }>();
  readonly #most_chars: number;
  #chars = 0;

  /** @param most_mb that they may take in memory, two bytes a character; 0 for none. */
  constructor(most_mb: number) {
    this.#most_chars = most_mb * 2 ** 19;
  }

  get(course: Course): JointAnswer | undefined {
    if (this.#most_chars === 0) return undefined;
    const key = keyOf(course);
    const known = this.#known.get(key);
    if (known === undefined) return undefined;
    // What was asked for last is forgotten last.
    this.#known.delete(key);
    this.#known.set(key, known);
    return known.answer;
  }

  keep(course: Course, answer: JointAnswer): void {
    if (this.#most_chars === 0) return;
    const key = keyOf(course);
    this.#forget(key);
    const chars = JSON.stringify(answer).length;
    this.#known.set(key, { answer, chars });
    this.#chars += chars;
    for (const oldest of this.#known.keys()) {
      if (this.#chars <= this.#most_chars) break;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#chars -= this.#known.get(key)?.chars ?? 0;
    this.#known.delete(key);
  }
}

function keyOf(course: Course): string {
  const { signal: _signal, analytics: _analytics, ...asked } = course.request;
  const settings = course.targets.map(({ settings_key }) => settings_key);
  return createHash('sha256')
    .update(JSON.stringify([versionsOf(course), settings, asked]))
    .digest('base64');
}
