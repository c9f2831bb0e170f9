import { pick, seededRandom } from '../../seeded-random.ts';
import type { Part } from './part.ts';

/** One word of so many is another one than in the sentence that was taken. */
const WORDS_KEPT = 8;

/**
 * Parts that nobody wrote, without end: each as long as one of the real ones, of sentences drawn from all of them, in which some words
 * are exchanged for others. Sentences and words are drawn as often as they come, so that the vocabulary stays, and how often
 * each word is used; what stands beside what does not.
 */
export function* madeParts(real: readonly Part[], seed: number): Generator<Part> {
  const random = seededRandom(seed);
  const sentences = real.map(({ body }) => body.split(/(?<=[.!?])\s+|\n+/u));
  const word = (): string => pick(pick(pick(sentences, random), random).split(' '), random);
  const sentence = (): string =>
    pick(pick(sentences, random), random)
      .split(' ')
      .map((one) => (random() * WORDS_KEPT < 1 ? word() : one))
      .join(' ');
  for (let n = 1; ; n += 1) {
    const { length } = pick(sentences, random);
    yield {
      id: `https://made.example/${n}`,
      title: pick(real, random).title,
      body: Array.from({ length }, sentence).join('\n'),
      path: `/${n % 100}/${n}`,
    };
  }
}
