import type { Peer, ShardHits, ShardSearch } from '#ports/peer.ts';
import type { Recorder } from './recorder.ts';
import type { Participant } from './recorded-diagram.ts';

/** Who listens at an address. */
type SearcherAt = (endpoint: string) => {
  readonly who: Participant;
  readonly service: Omit<Peer, 'close'>;
};

/** The searchers as the router sees them. */
export class RecordedPeer implements Peer {
  readonly #recorder: Recorder;
  readonly #searcherAt: SearcherAt;

  constructor(recorder: Recorder, searcherAt: SearcherAt) {
    this.#recorder = recorder;
    this.#searcherAt = searcherAt;
  }

  async statistics(
    ...[endpoint, request, signal]: Parameters<Peer['statistics']>
  ): ReturnType<Peer['statistics']> {
    const { who, service } = this.#searcherAt(endpoint);
    const { vocabulary } = this.#recorder;
    this.#recorder.arrow(
      'R',
      who,
      `Documents of ${vocabulary.pack(request.pack)} that have "${request.query}"`,
    );
    const counts = await service.statistics(endpoint, request, signal);
    this.#recorder.arrow(who, 'R', `${counts.documents} documents, and how many have each word`, '-->>');
    return counts;
  }

  suggest(...[endpoint, request, signal]: Parameters<Peer['suggest']>): ReturnType<Peer['suggest']> {
    return this.#searcherAt(endpoint).service.suggest(endpoint, request, signal);
  }

  async near(...[endpoint, request, signal]: Parameters<Peer['near']>): ReturnType<Peer['near']> {
    const { who, service } = this.#searcherAt(endpoint);
    const { vocabulary } = this.#recorder;
    this.#recorder.arrow(
      'R',
      who,
      `Words of ${vocabulary.pack(request.pack)} near to ${request.words.join(', ')}`,
    );
    const near = await service.near(endpoint, request, signal);
    this.#recorder.arrow(who, 'R', `${near.flat().length} words`, '-->>');
    return near;
  }

  async search(endpoint: string, request: ShardSearch, signal: AbortSignal): Promise<ShardHits> {
    const { who, service } = this.#searcherAt(endpoint);
    const { vocabulary } = this.#recorder;
    this.#recorder.arrow('R', who, `Search ${vocabulary.pack(request.pack)} for "${request.query}"`);
    const answer = await service.search(endpoint, request, signal);
    this.#recorder.arrow(who, 'R', `${answer.any ?? answer.all} found, with scores`, '-->>');
    return answer;
  }

  async details(...[endpoint, request, signal]: Parameters<Peer['details']>): ReturnType<Peer['details']> {
    const { who, service } = this.#searcherAt(endpoint);
    const { vocabulary } = this.#recorder;
    const count = request.ids.length;
    this.#recorder.arrow('R', who, `Details of ${count} of ${vocabulary.pack(request.pack)}`);
    const details = await service.details(endpoint, request, signal);
    this.#recorder.arrow(who, 'R', 'URLs, titles and snippets', '-->>');
    return details;
  }

  async close(): Promise<void> {}
}
