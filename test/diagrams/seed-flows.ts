/** From, to, and how the label begins. */
export type SeedArrow = readonly [from: string, to: string, label: string];

/** A flow as it was first designed, and where it is recorded. */
export interface SeedFlow {
  readonly flow: string;
  /** The recording. */
  readonly diagram: string;
  readonly arrows: readonly SeedArrow[];
  /** Arrows that hold in their place where the flow differs from its first design, and why it does. */
  readonly instead?: { readonly arrows: readonly SeedArrow[]; readonly why: string };
}

/**
 * The flows of the first design, arrow by arrow, in the names that the recordings use: a queue that was just called Queue
 * by its own name, "Fetch SQLite DB" as the pack that it means, "Write DB" as storing one.
 */
export const SEED_FLOWS: readonly SeedFlow[] = [
  {
    flow: 'initiating an index/crawl',
    diagram: '01-client-posts',
    arrows: [['Client', 'IndexQueue', '<index+crawl site.gov>']],
  },
  {
    flow: 'indexers, index+crawl',
    diagram: '02-indexer-index-and-crawl',
    arrows: [
      ['Indexer', 'IndexQueue', 'Get message'],
      ['IndexQueue', 'Indexer', '<index+crawl site.gov>'],
      ['Indexer', 'TimerQueue', '<start_timer site.gov'],
      ['Indexer', 'IndexQueue', '<index site.gov>'],
      ['Indexer', 'CrawlQueue', '<crawl site.gov>'],
    ],
  },
  {
    flow: 'indexers, index',
    diagram: '03-indexer-index',
    arrows: [
      ['Indexer', 'IndexQueue', 'Get message'],
      ['IndexQueue', 'Indexer', '<index site.gov'],
      ['Indexer', 'TimerQueue', '<reset_timer site.gov'],
      ['Indexer', 'WWW', 'Fetch https://site.gov/about'],
      ['Indexer', 'S3', 'Store content/'],
    ],
  },
  {
    flow: 'crawlers, crawl',
    diagram: '04-crawler-crawl',
    arrows: [
      ['Crawler', 'CrawlQueue', 'Get message'],
      ['CrawlQueue', 'Crawler', '<crawl site.gov>'],
      ['Crawler', 'WWW', 'Fetch https://site.gov/'],
      ['Crawler', 'CrawlQueue', '<crawl site.gov /about>'],
      ['Crawler', 'IndexQueue', '<index site.gov /about>'],
    ],
    instead: {
      arrows: [
        ['Crawler', 'CrawlQueue', 'Get message'],
        ['CrawlQueue', 'Crawler', '<crawl site.gov>'],
        ['Crawler', 'WWW', 'Fetch https://site.gov/'],
        ['Crawler', 'S3', 'Store content/'],
        ['Crawler', 'IndexQueue', '<index site.gov /about>'],
        ['Crawler', 'CrawlQueue', '<crawl site.gov /about>'],
      ],
      why: 'index and crawl of a page share one visit: whoever comes first stores it, so that a page is asked for once; of a link, index goes first, as it does when a crawl begins',
    },
  },
  {
    flow: 'timer, start',
    diagram: '05-timer-start',
    arrows: [
      ['Timer', 'TimerQueue', 'Get message'],
      ['TimerQueue', 'Timer', '<start_timer site.gov 10 s pack pack_full>'],
    ],
  },
  {
    flow: 'timer, reset',
    diagram: '06-timer-reset',
    arrows: [
      ['Timer', 'TimerQueue', 'Get message'],
      ['TimerQueue', 'Timer', '<reset_timer site.gov'],
    ],
  },
  {
    flow: 'timer, fires',
    diagram: '07-timer-fires',
    arrows: [['Timer', 'PackQueue', '<pack_full site.gov>']],
  },
  {
    flow: 'packer, pack_incremental',
    diagram: '08-packer-pack-incremental',
    arrows: [
      ['Packer', 'PackQueue', 'Get message'],
      ['PackQueue', 'Packer', '<pack_incremental site.gov>'],
      ['S3', 'Packer', 'Fetch packs/'],
      ['S3', 'Packer', 'Fetch content/'],
      ['Packer', 'S3', 'Store packs/'],
      ['Packer', 'OrchQueue', '<update site.gov'],
    ],
  },
  {
    flow: 'packer, pack_full',
    diagram: '09-packer-pack-full',
    arrows: [
      ['Packer', 'PackQueue', 'Get message'],
      ['PackQueue', 'Packer', '<pack_full site.gov>'],
      ['S3', 'Packer', 'Fetch content/'],
      ['Packer', 'S3', 'Store packs/'],
      ['Packer', 'OrchQueue', '<update site.gov'],
    ],
  },
  {
    flow: 'searcher, register',
    diagram: '10-searcher-registers',
    arrows: [['Searcher 1', 'OrchQueue', '<register searcher-1 1024 MB>']],
  },
  {
    flow: 'orchestrator, register',
    diagram: '10-searcher-registers',
    arrows: [
      ['Orchestrator', 'OrchQueue', 'Get message'],
      ['OrchQueue', 'Orchestrator', '<register searcher-1 1024 MB>'],
    ],
  },
  {
    flow: 'searcher, the orchestrator issues a DB',
    diagram: '11-searcher-is-given-a-pack',
    arrows: [
      ['Searcher 1', 'SearcherQueue 1', 'Get message'],
      ['SearcherQueue 1', 'Searcher 1', '<register searcher-1'],
    ],
    instead: {
      arrows: [
        ['Orchestrator', 'SearcherQueue 1', '<load site.gov 0-of-1 pack-1>'],
        ['Searcher 1', 'SearcherQueue 1', 'Get message'],
        ['SearcherQueue 1', 'Searcher 1', '<load site.gov 0-of-1 pack-1>'],
        ['S3', 'Searcher 1', 'Fetch packs/'],
        ['Searcher 1', 'OrchQueue', '<loaded searcher-1 site.gov 0-of-1 pack-1>'],
        ['OrchQueue', 'Orchestrator', '<loaded searcher-1 site.gov 0-of-1 pack-1>'],
      ],
      why: 'the first design repeats the registration here; what the text above it says, that a pack is issued, takes a message to the searcher and an answer',
    },
  },
];
