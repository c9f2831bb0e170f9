import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { z } from 'zod';
import { endProcess } from '../../end-process.ts';
import type { KnownEngine } from './known-engines.ts';
import { type Built, builtSchema, timesSchema } from './protocol.ts';

/** The program ended, and did not say what it was asked for. */
export class EngineFailed extends Error {
  override readonly name = 'EngineFailed';
  readonly code = 'engine_failed';
}

/** @throws {EngineFailed} */
export async function buildEngine(
  engine: KnownEngine,
  corpus: { readonly file: string; readonly documents: number },
  folder: string,
): Promise<Built> {
  await using running = new RunningEngine(engine, ['build', corpus.file, String(corpus.documents), folder]);
  // Not before it has answered is it ended.
  return await running.next(builtSchema);
}

/** An engine that is open and warm, and asks queries of a file whenever it is told to. */
export class AskingEngine implements AsyncDisposable {
  readonly #running: RunningEngine;

  private constructor(running: RunningEngine) {
    this.#running = running;
  }

  /** @param queries a file. @throws {EngineFailed} */
  static async open(engine: KnownEngine, folder: string, queries: string): Promise<AskingEngine> {
    const running = new RunningEngine(engine, ['ask', folder, queries]);
    await running.next(timesSchema);
    return new AskingEngine(running);
  }

  /** How long each query takes, ms. @throws {EngineFailed} */
  ask(): Promise<number[]> {
    this.#running.say('ask');
    return this.#running.next(timesSchema);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running[Symbol.asyncDispose]();
  }
}

class RunningEngine implements AsyncDisposable {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  /** What it ended by: a signal, or its exit code. */
  readonly #end: Promise<string>;

  constructor({ name, command }: KnownEngine, args: readonly string[]) {
    const [program = '', ...rest] = command;
    this.#name = name;
    const child = spawn(program, [...rest, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child = child;
    this.#end = new Promise((resolve) => {
      child.once('error', ({ message }) => resolve(message));
      child.once('exit', (code, by) => resolve(String(by ?? code)));
    });
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  say(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  async next<Value>(schema: z.ZodType<Value>): Promise<Value> {
    const line = await this.#lines.next();
    if (line.done === true)
      throw new EngineFailed(`${this.#name} ended without an answer (${await this.#end})`);
    return schema.parse(JSON.parse(line.value));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin?.end();
    await endProcess(this.#child, PATIENCE_MS);
  }
}

const PATIENCE_MS = 2000;
