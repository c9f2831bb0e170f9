import { BadMessage, type Message, checkMessage, parseMessage } from '#messages/registry.ts';
import { readDeadLetter } from '#runtime/dead-letter.ts';

/** Of a body that is no message. */
const MOST_CHARACTERS = 60;

/** Words for people in place of ids and hashes, the same in every recording: the first pack is pack-1. */
export class Vocabulary {
  readonly #names = new Map<string, string>();
  readonly #crawls = new Map<string, string>();
  #packs = 0;

  /** From now on a searcher has this name. */
  nameSearcher(id: string, name: string): void {
    this.#names.set(id, name);
  }

  /** A message as the diagrams write it: `<index site.gov /about>`; what is no message in quotes, cut. */
  message(body: string): string {
    const letter = readDeadLetter(body);
    if (letter !== undefined) {
      const { failures, reason } = letter;
      return `${this.message(letter.body)} ${failures} failures, ${reason}`;
    }
    try {
      const message = parseMessage(body);
      return `<${[message.type, ...this.#words(message)].join(' ')}>`;
    } catch (error) {
      if (!(error instanceof BadMessage)) throw error;
      return `"${body.slice(0, MOST_CHARACTERS)}"`;
    }
  }

  /** An object's key, with placeholders for the hashes that mean nothing to a reader. */
  key(key: string): string {
    return key
      .replace(/(?<=^packs\/.*)[0-9a-f]{64}-\d+/, (name) => this.pack(name.slice(0, 64)))
      .replaceAll(/[0-9a-f]{64}/g, ':hash')
      .replace(/(?<=^reports\/).*(?=\.json$)/, (id) => this.#crawls.get(id) ?? ':crawl_id');
  }

  pack(sha256: string): string {
    let name = this.#names.get(sha256);
    if (name === undefined) {
      this.#packs += 1;
      name = `pack-${this.#packs}`;
      this.#names.set(sha256, name);
    }
    return name;
  }

  /** A crawl by its number: the first that is asked for is `c1`. */
  crawl(id: string): string {
    const name = this.#crawls.get(id) ?? `c${this.#crawls.size + 1}`;
    this.#crawls.set(id, name);
    return name;
  }

  /** What a searcher was named. */
  searcher(id: string): string {
    return this.#names.get(id) ?? id;
  }

  #words(message: Message): string[] {
    switch (message.type) {
      case 'index+crawl':
      case 'index':
      case 'crawl':
        return [message.site, ...(message.path === undefined || message.path === '/' ? [] : [message.path])];
      case 'start_timer':
      case 'reset_timer': {
        const { site, timeout, callback_queue, callback_msg } = message;
        const callback = checkMessage(callback_msg);
        return [site, `${timeout} s`, callback_queue ?? '', callback.type];
      }
      case 'expire_timer':
      case 'cancel_timer':
      case 'pack_full':
      case 'pack_incremental':
        return [message.site];
      case 'update':
        return [message.index, `version ${message.version}`];
      case 'delete_index':
      case 'publish_held':
      case 'drop_held':
      case 'repack':
        return [message.index];
      case 'rollback':
        return [message.index, ...(message.version === undefined ? [] : [`version ${message.version}`])];
      case 'register':
        return [this.searcher(message.searcher_id), `${message.free_space} MB`];
      case 'load':
      case 'unload':
        return [message.index, message.shard, this.pack(message.pack)];
      case 'loaded':
      case 'unloaded':
      case 'load_failed':
        break;
    }
    return [this.searcher(message.searcher_id), message.index, message.shard, this.pack(message.pack)];
  }
}
