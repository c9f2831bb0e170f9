import type { z } from 'zod';
import type { settingsPatch } from '#app/http/index-settings.ts';
import type { Limits } from '#messages/message.ts';
import type { Message } from '#messages/registry.ts';
import type { SearchRequest } from '#workers/orchestrator/search-answer.ts';
import type { Seeded } from '../kernel/seeded.ts';
import type { WorldView } from '../world-view.ts';

/** What a client can do. Each call is a step, and may fail as those of any process. */
export interface Client {
  readonly name: string;
  /** Virtual ms. */
  sleep(ms: number): Promise<void>;
  id(): string;
  /** Posts typed messages, as `sitepack send` does. */
  post(...messages: readonly Message[]): Promise<void>;
  /** Puts any text into a queue, given its logical name: what other programs do. */
  postRaw(queue: 'index' | 'crawl' | 'timer' | 'pack' | 'orchestrator', body: string): Promise<void>;
  /** `POST /v1/crawls`, by the API's own function. @returns the id of the crawl. */
  startCrawl(request: {
    readonly url: string;
    readonly index?: string;
    readonly limits?: Limits;
    readonly hall_pass?: boolean;
  }): Promise<string>;
  /** Cancels a crawl, as the API does. */
  cancelCrawl(crawl_id: string): Promise<boolean>;
  /** `PATCH /v1/indexes/{index}/settings`, by the API's own function. */
  changeSettings(index: string, patch: z.output<typeof settingsPatch>): Promise<void>;
  /**
   * Asks some router that is up, always the same one per client while it lives. Answers are told as `answered` events
   * by the world; errors too.
   */
  search(request: Omit<SearchRequest, 'signal'>): Promise<void>;
  /** Moves a pack, as `POST /v1/cluster/move` does, if there is one that can be moved. */
  movePack(): Promise<void>;
  /** Says what was done, for the trace: a `client` event. */
  tell(action: string, detail: string, accepted: boolean): void;
}

/** Something that a client or the web does at a moment. */
export interface Action {
  readonly at_ms: number;
  readonly name: string;
  /** What it throws is told as a `client` event that was not accepted. */
  run(client: Client, world: WorldView, chance: Seeded): Promise<void>;
}
