import { SequenceDiagram } from '../../simulation/report/sequence-diagram.ts';

/** Who takes part, from left to right: workers, their queues, what lies outside. */
const PARTICIPANTS = {
  U: 'Client',
  I: 'Indexer',
  C: 'Crawler',
  T: 'Timer',
  P: 'Packer',
  O: 'Orchestrator',
  R: 'Router',
  S1: 'Searcher 1',
  S2: 'Searcher 2',
  IQ: 'IndexQueue',
  CQ: 'CrawlQueue',
  TQ: 'TimerQueue',
  PQ: 'PackQueue',
  OQ: 'OrchQueue',
  S1Q: 'SearcherQueue 1',
  S2Q: 'SearcherQueue 2',
  IDQ: 'IndexQueue, dead letters',
  WWW: 'WWW',
  S3: 'S3',
} as const;
export type Participant = keyof typeof PARTICIPANTS;

/** For whoever opens the file to change it. */
const HOW = 'Recorded from a run (test/diagrams), written by "npm run docs".';

/** The diagram of a recording. */
export function recordedDiagram(title: string): SequenceDiagram<Participant> {
  return new SequenceDiagram(PARTICIPANTS, [title, HOW]);
}
