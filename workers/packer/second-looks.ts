import { linkContext, readAs } from '#core/crawl/admit-link.ts';
import { crawlMessages } from '#core/crawl/page-messages.ts';
import { linkRulesOf } from '#core/settings/link-rules-of.ts';
import type { Crawl } from '#core/tables/crawls.ts';
import { type FrontierRow, openAgain } from '#core/tables/frontier.ts';
import { dropAlias, readPages } from '#core/tables/pages.ts';
import { readSettings } from '#core/tables/settings.ts';
import type { Again } from '#messages/message.ts';
import type { Handling } from '#runtime/worker.ts';
import { AliasChains, ownUrlOf } from './alias-chains.ts';
import type { PackerDeps } from './worker.ts';

/** URLs looked at in one go. */
const BATCH = 100;

/**
 * What becomes of the pages of a crawl that name another URL as their own, as is known when all URLs are closed:
 * - one whose URL is a page leaves the index: it is another name of that;
 * - one whose URL came to nothing (it is gone, cannot be read, or leads back) would be in no index. It is opened once more,
 *   and read as the page that it is;
 * - one that was read so because it came to that before, while that URL is a page by now, is opened once more as an alias.
 *
 * Each URL is opened so once at most in a crawl, so that this comes to an end whatever a site says.
 */
export class SecondLooks {
  readonly #deps: Pick<PackerDeps, 'table'>;
  readonly #crawl: Crawl;
  readonly #handling: Pick<Handling, 'send' | 'signal'>;
  #chains: AliasChains | undefined;
  #opened = 0;

  constructor(deps: Pick<PackerDeps, 'table'>, crawl: Crawl, handling: Pick<Handling, 'send' | 'signal'>) {
    this.#deps = deps;
    this.#crawl = crawl;
    this.#handling = handling;
  }

  /** URLs that were opened. */
  get opened(): number {
    return this.#opened;
  }

  /** Lets the rows of the crawl through, and looks at each of them on the way. */
  async *through(rows: AsyncIterable<FrontierRow>): AsyncGenerator<FrontierRow> {
    let batch: FrontierRow[] = [];
    for await (const row of rows) {
      if (ownUrlOf(row) !== undefined) batch.push(row);
      if (batch.length === BATCH) {
        await this.#look(batch);
        batch = [];
      }
      yield row;
    }
    if (batch.length > 0) await this.#look(batch);
  }

  async #look(rows: readonly FrontierRow[]): Promise<void> {
    this.#handling.signal.throwIfAborted();
    this.#chains ??= await this.#openChains();
    const ends = await this.#chains.endsOf(rows);
    const wanted = new Map<string, Again>();
    const other_names: string[] = [];
    for (const [n, { sk, outcome }] of rows.entries()) {
      const end = ends[n];
      if (end?.kind === 'nothing' && outcome?.kind === 'alias') wanted.set(end.stands.sk, 'itself');
      if (end?.kind !== 'page') continue;
      if (outcome?.kind === 'alias') other_names.push(sk);
      else wanted.set(sk, 'alias');
    }
    await this.#drop(other_names);
    await this.#open(wanted);
  }

  async #openChains(): Promise<AliasChains> {
    const { table } = this.#deps;
    const { settings } = await readSettings(table, this.#crawl.pk);
    return new AliasChains(table, this.#crawl, readAs(linkRulesOf(settings), linkContext(this.#crawl)));
  }

  async #drop(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const { table } = this.#deps;
    for (const page of await readPages(table, this.#crawl.pk, keys))
      if (page !== undefined) await dropAlias(table, page);
  }

  async #open(wanted: ReadonlyMap<string, Again>): Promise<void> {
    for (const [sk, again] of wanted) {
      const row = await openAgain(this.#deps.table, { pk: this.#crawl.sk, sk }, again);
      if (row === undefined) continue;
      this.#opened += 1;
      await this.#handling.send(...crawlMessages(this.#crawl, row));
    }
  }
}
