import type { Topic } from './coverage-topics.ts';

/** Something known to be possible that so few runs come by that it cannot be asked of any hundred of them. */
export interface Rare {
  readonly topic: Topic;
  readonly name: string;
  /** It is asked for from so many runs on; Infinity for never. */
  readonly runs: number;
  /** Why no more of them come by it. */
  readonly why: string;
}

export const RARE: readonly Rare[] = [
  {
    topic: 'pages',
    name: 'forgotten',
    runs: 500,
    why: 'a packer must find a stored content damaged, or pack a page that was gone for ten minutes; 2 of 100 runs do',
  },
];
