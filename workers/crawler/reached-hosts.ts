import { MOST_HOSTS, addReachedHost, readReachedHosts } from '#core/tables/crawl-hosts.ts';
import type { Table } from '#ports/table.ts';

/** Crawls whose hosts are remembered; of one that was forgotten they are read again. */
const MOST_CRAWLS = 100;

/** Lets hosts into crawls that may reach any subdomain: so many in each, whichever process comes across them. */
export class ReachedHosts {
  readonly #table: Table;
  /** Hosts by crawl, each at its place in the table. */
  readonly #known = new Map<string, Set<string>>();

  constructor(table: Table) {
    this.#table = table;
  }

  /** @returns whether the crawl may read pages of the host. One that was let in stays so. */
  async letIn(crawl_id: string, host: string): Promise<boolean> {
    const known = this.#hostsOf(crawl_id);
    while (!known.has(host)) {
      if (known.size >= MOST_HOSTS) return false;
      for (const other of await readReachedHosts(this.#table, crawl_id, known.size)) known.add(other);
      if (known.has(host) || known.size >= MOST_HOSTS) continue;
      // Should another take that place first, the next look will show whose it is.
      if (await addReachedHost(this.#table, crawl_id, known.size, host)) known.add(host);
    }
    return true;
  }

  #hostsOf(crawl_id: string): Set<string> {
    const known = this.#known.get(crawl_id) ?? new Set<string>();
    this.#known.delete(crawl_id);
    this.#known.set(crawl_id, known);
    if (this.#known.size > MOST_CRAWLS) this.#known.delete(this.#known.keys().next().value ?? '');
    return known;
  }
}
