import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { ObjectInfo } from '#ports/object-store.ts';
import { Refused, toFault } from './faults.ts';
import type { ObjectCalls } from './object-calls.ts';
import { listObjects, toInfo, unlessMissing } from './object-listing.ts';
import { filePath } from './object-path.ts';
import type { ObjectWriter, Written } from './object-writer.ts';
import type { PartialFiles } from './partial-files.ts';
import type { Answer, Request } from './thread-protocol.ts';

/** Puts that share a sync of their folders; each holds a file open until then. */
const MAX_PUTS = 64;

/** A put on its way, or what another request came to. */
type Step = { readonly written: Written } | { readonly result: unknown };

/** Begins a request. A method, whose parameter TypeScript takes as it was declared where the request was made. */
interface FirstStep {
  begin(input: unknown): Step;
}

/** Runs groups of requests on the files; puts of a group go through each step together. */
export class ObjectOperations {
  readonly #root: string;
  readonly #writer: ObjectWriter;
  readonly #steps: { readonly [name: string]: FirstStep };

  constructor(root: string, writer: ObjectWriter, partials: PartialFiles) {
    this.#root = root;
    this.#writer = writer;
    const steps: {
      readonly [Name in keyof ObjectCalls]: { begin(input: Parameters<ObjectCalls[Name]>[0]): Step };
    } = {
      put: { begin: (input) => ({ written: writer.write(input) }) },
      get: { begin: ({ key, max_bytes }) => ({ result: this.#get(key, max_bytes) }) },
      head: { begin: (key) => ({ result: this.#head(key) }) },
      list: { begin: ({ prefix, after, limit }) => ({ result: listObjects(root, prefix, after, limit) }) },
      delete: { begin: (keys) => ({ result: this.#delete(keys) }) },
      partial: { begin: () => ({ result: partials.next() }) },
    };
    this.#steps = steps;
  }

  /** The answers, in the order of the requests; each fails alone. */
  run(requests: readonly Request[]): Answer[] {
    const answers: Answer[] = [];
    for (let at = 0; at < requests.length; at += MAX_PUTS)
      answers.push(...this.#runPart(requests.slice(at, at + MAX_PUTS)));
    return answers;
  }

  #runPart(requests: readonly Request[]): Answer[] {
    const begun = requests.map(([name, input]) => this.#attempt(() => this.#begin(name, input)));
    const durable = begun.map((step) =>
      'value' in step ? this.#attempt(() => this.#sync(step.value)) : step,
    );
    const answers = durable.map((step) =>
      'value' in step ? this.#attempt(() => this.#finish(step.value)) : step,
    );
    const synced = this.#attempt(() => this.#writer.syncFolders());
    if (!('fault' in synced)) return answers;
    // Whose name it was that is not safe now is not known.
    return answers.map((answer, at) => (isWrite(requests[at]) ? synced : answer));
  }

  #begin(name: string, input: unknown): Step {
    const first = this.#steps[name];
    if (first === undefined) throw new TypeError(`${this.#root} has no operation "${name}"`);
    return first.begin(input);
  }

  #sync(step: Step): Step {
    if (!('written' in step)) return step;
    try {
      this.#writer.sync(step.written);
      return step;
    } catch (error) {
      this.#writer.discard(step.written);
      throw error;
    }
  }

  #finish(step: Step): unknown {
    if (!('written' in step)) return step.result;
    try {
      return this.#writer.place(step.written);
    } finally {
      this.#writer.discard(step.written);
    }
  }

  #attempt<Value>(run: () => Value): { value: Value } | Extract<Answer, { fault: unknown }> {
    try {
      return { value: run() };
    } catch (error) {
      return { fault: toFault(error, this.#root) };
    }
  }

  #get(key: string, max_bytes: number): Uint8Array | undefined {
    const fd = unlessMissing(() => openSync(filePath(this.#root, key), 'r'));
    if (fd === undefined) return undefined;
    try {
      const bytes = fstatSync(fd).size;
      if (bytes > max_bytes) throw new Refused('object_too_large', String(bytes));
      // Not from Buffer's pool: what is cloned is the whole memory under it.
      const body = new Uint8Array(bytes);
      let at = 0;
      while (at < bytes) {
        const read = readSync(fd, body, at, bytes - at, at);
        if (read === 0) throw new Error(`object "${key}" ends after ${at} of ${bytes} bytes`);
        at += read;
      }
      return body;
    } finally {
      closeSync(fd);
    }
  }

  #delete(keys: readonly string[]): void {
    for (const key of keys) this.#writer.delete(key);
  }

  #head(key: string): ObjectInfo | undefined {
    const stats = unlessMissing(() => statSync(filePath(this.#root, key)));
    return stats === undefined ? undefined : toInfo(key, stats);
  }
}

function isWrite(request: Request | undefined): boolean {
  return request?.[0] === 'put' || request?.[0] === 'delete';
}
