import type { PreparedRules } from '#core/crawl/link-rules.ts';
import type { EndingLimit } from '#core/crawl/outcome.ts';
import type { Crawl } from '#core/tables/crawls.ts';
import type { Again, SitemapRole } from '#messages/message.ts';
import type { Handling } from '#runtime/worker.ts';
import type { PostedLinks } from './posted-links.ts';
import type { ReachedHosts } from './reached-hosts.ts';
import type { RefusedLinks } from './refused-links.ts';
import type { CrawlerDeps } from './worker.ts';

/** What links of a page are posted with. */
export interface PostContext<From extends Parent = Parent> {
  readonly deps: PostDeps;
  readonly memory: LinkMemory;
  readonly crawl: Crawl;
  /** Of the crawl's site. */
  readonly rules: PreparedRules;
  readonly parent: From;
  /** The limit that the crawl has come to, if it has: then it takes in nothing more. */
  readonly reached?: EndingLimit | undefined;
  readonly handling: Pick<Handling, 'send'>;
}

/** The page whose links are posted. */
export interface Parent {
  readonly url: string;
  readonly depth: number;
  readonly redirects: readonly string[];
  /** When it is a sitemap. */
  readonly sitemap?: SitemapRole | undefined;
  /** When nothing led to it: its links are not followed. */
  readonly known?: boolean | undefined;
  readonly lastmod_ms?: number | undefined;
  readonly again?: Again | undefined;
}

/** What a process remembers of the links of its crawls. Bounded; what was forgotten costs a look into the table. */
export interface LinkMemory {
  readonly posted: PostedLinks;
  readonly hosts: ReachedHosts;
  readonly refused: RefusedLinks;
}

export type PostDeps = Omit<CrawlerDeps, 'visitor' | 'limitWatch' | 'indexSettings' | 'settings'>;
