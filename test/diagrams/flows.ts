import type { MessageType } from '#messages/registry.ts';
import { Consumer } from '#runtime/consumer.ts';
import { html } from './made-web.ts';
import type { Detail } from './recorder.ts';
import { SITE, type World } from './world.ts';

/** One recording: what must be so before it, and what is recorded. */
export interface Flow {
  /** File name below docs/diagrams, without its ending. */
  readonly name: string;
  readonly title: string;
  /** Types in whose section of the reference it is shown. */
  readonly types: readonly MessageType[];
  readonly detail?: Detail;
  readonly shards?: number;
  /** Sets the scene. @returns the act. */
  readonly prepare: (world: World) => Promise<() => Promise<void>>;
}

export const FLOWS: readonly Flow[] = [
  {
    name: '00-overview',
    title: 'The whole way, from index+crawl to a search that finds the pages; queues are left out',
    types: [],
    detail: 'workers',
    prepare: async (world) => {
      const searcher = await world.searcher('S1');
      await world.drain(world.orchestrator);
      const { indexer, crawler, timer, orchestrator } = world;
      return async () => {
        await world.post({ type: 'index+crawl', site: SITE });
        await world.drain(timer, indexer, crawler);
        world.recorder.note('C', 'No page is open any more', true);
        await world.noticeEnds();
        await world.drain(timer);
        await world.watchTimers(1);
        await world.drain(await world.packer(), orchestrator, searcher);
        await search(world);
      };
    },
  },
  {
    name: '01-client-posts',
    title: 'A client starts a crawl',
    types: ['index+crawl'],
    prepare: async (world) => () => world.post({ type: 'index+crawl', site: SITE }),
  },
  {
    name: '02-indexer-index-and-crawl',
    title: 'The indexer takes index+crawl apart',
    types: ['index+crawl'],
    prepare: async (world) => {
      await world.post({ type: 'index+crawl', site: SITE });
      return () => world.step(world.indexer);
    },
  },
  {
    name: '03-indexer-index',
    title: 'The indexer reads a single page for a client',
    types: ['index'],
    prepare: async (world) => {
      await world.post({ type: 'index', site: SITE, path: '/about' });
      return () => world.step(world.indexer);
    },
  },
  {
    name: '04-crawler-crawl',
    title: 'The crawler reads a page and posts its links',
    types: ['crawl'],
    prepare: async (world) => {
      await world.post({ type: 'index+crawl', site: SITE });
      await world.step(world.indexer);
      return () => world.step(world.crawler);
    },
  },
  {
    name: '05-timer-start',
    title: 'A timer is started',
    types: ['start_timer'],
    prepare: async (world) => {
      await world.post({ type: 'index+crawl', site: SITE });
      await world.step(world.indexer);
      return () => world.step(world.timer);
    },
  },
  {
    name: '06-timer-reset',
    title: 'A timer gets its time anew',
    types: ['reset_timer'],
    prepare: async (world) => {
      await world.post({ type: 'index+crawl', site: SITE });
      await world.step(world.indexer);
      await world.step(world.timer);
      await world.clock.advance(4000);
      await world.step(world.indexer);
      return () => world.step(world.timer);
    },
  },
  {
    name: '07-timer-fires',
    title: 'A timer fires',
    types: ['start_timer', 'reset_timer'],
    prepare: async (world) => {
      await world.post({ type: 'index+crawl', site: SITE });
      await world.step(world.indexer);
      await world.step(world.timer);
      return () => world.watchTimers(world.config.crawl_timeout_s * 1000);
    },
  },
  {
    name: '08-packer-pack-incremental',
    title: 'The packer puts a changed page into the live version',
    types: ['pack_incremental'],
    prepare: async (world) => {
      await world.publish();
      world.web.change({ '/about': html('About us', '/') });
      await world.post({ type: 'index', site: SITE, path: '/about' });
      await world.drain(world.indexer, world.timer);
      await world.watchTimers(world.config.page_timeout_s * 1000);
      const packer = await world.packer();
      return () => world.step(packer);
    },
  },
  {
    name: '09-packer-pack-full',
    title: 'The packer publishes what a crawl has read',
    types: ['pack_full', 'update'],
    prepare: async (world) => {
      await world.post({ type: 'index+crawl', site: SITE });
      await world.drain(world.indexer, world.crawler, world.timer);
      await world.watchTimers(world.config.crawl_timeout_s * 1000);
      const packer = await world.packer();
      return () => world.step(packer);
    },
  },
  {
    name: '10-searcher-registers',
    title: 'A searcher registers',
    types: ['register'],
    prepare: async (world) => async () => {
      await world.searcher('S1');
      await world.step(world.orchestrator);
      world.recorder.note('O', 'searcher-1 is known, with its room and its packs');
    },
  },
  {
    name: '11-searcher-is-given-a-pack',
    title: 'A searcher is given a pack, and the map moves',
    types: ['load', 'loaded', 'update'],
    prepare: async (world) => {
      const searcher = await world.searcher('S1');
      await world.step(world.orchestrator);
      await world.publish();
      return () => world.drain(world.orchestrator, searcher);
    },
  },
  {
    name: '12-move-of-a-pack',
    title: 'A pack moves from one searcher to another',
    types: ['load', 'loaded', 'unload', 'unloaded'],
    prepare: async (world) => {
      const { control, orchestrator } = world;
      const from = await world.searcher('S1');
      await world.publish();
      await world.drain(orchestrator, from);
      const to = await world.searcher('S2');
      await world.drain(orchestrator);
      const pack = packsOf(world)[0]?.pack ?? '';
      return async () => {
        world.recorder.arrow('U', 'O', `Move ${world.recorder.vocabulary.pack(pack)} to searcher-2`);
        await control.move({ index: SITE, pack, from: from.id, to: to.id });
        await world.drain(to, orchestrator, from);
      };
    },
  },
  {
    name: '13-query',
    title: 'A query goes to one replica of every shard, and the answers are merged',
    types: [],
    shards: 2,
    prepare: async (world) => {
      world.web.change({ '/': html('Home', '/about', '/contact'), '/contact': html('Contact', '/') });
      const searchers = [await world.searcher('S1'), await world.searcher('S2')];
      await world.drain(world.orchestrator);
      await world.publish();
      await world.drain(world.orchestrator, ...searchers);
      return () => search(world);
    },
  },
  {
    name: '14-poison-message',
    title:
      'A message that fails again and again goes to the dead letters (here after two failures, five by default)',
    types: ['index'],
    prepare: async (world) => {
      world.web.change({ '/poison': html('Poison') });
      world.web.poison = `https://${SITE}/poison`;
      await world.post({ type: 'index', site: SITE, path: '/poison' });
      const { worker, ports } = world.indexer;
      return async () => {
        const consumer = new Consumer({ ...worker, concurrency: 1 }, ports, world.config);
        consumer.start();
        await world.clock.advance(1000);
        await consumer.stop(0);
      };
    },
  },
];

/** A client searches. */
async function search({ recorder, router }: World): Promise<void> {
  const query = 'maps';
  recorder.arrow('U', 'R', `Search ${SITE} for "${query}"`);
  const signal = new AbortController().signal;
  const answer = await router.search({ index: SITE, query, limit: 10, offset: 0, signal });
  const { total, version, shards } = answer;
  const text = `${total} found in version ${version}, ${shards.answered} of ${shards.total} shards answered`;
  recorder.arrow('R', 'U', text, '-->>');
}

function packsOf({ control }: World) {
  const map = control.map(SITE);
  return typeof map === 'string' ? [] : map.shards;
}
