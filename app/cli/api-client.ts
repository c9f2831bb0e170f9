import { z } from 'zod';
import { keyHeader } from '#runtime/shared-key.ts';

/** The API said no. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  /** A code of docs/errors.md. */
  readonly code: string;
  readonly status: number;
  constructor(code: string, status: number, message: string) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** Nobody answers at the API's address (any more). */
export class ApiUnreachable extends Error {
  override readonly name = 'ApiUnreachable';
  readonly code = 'api_unreachable';
}

/** What to do, where the command line has a word of its own for it; `{index}` is the index that was asked about. */
const HERE: Readonly<Record<string, string>> = {
  index_not_found: '"sitepack index list" lists the indexes; "sitepack crawl" makes one.',
  crawl_not_found: '"sitepack crawls list" lists the crawls.',
  version_not_kept: '"sitepack index versions{index}" lists the versions.',
  nothing_held: '"sitepack index stats{index}" tells which version is held, if one is, and why.',
  settings_changed: '"sitepack index settings{index}" prints them: decide anew.',
  revision_not_kept: '"sitepack index settings{index} --history" lists those that are.',
  secrets_not_kept:
    '"sitepack index settings{index} --at N" prints them: give them back by --file FILE --replace, with their secrets in place of the asterisks, or without them.',
  crawl_deleted:
    'Start the crawl again when the index is gone; "sitepack index list" lists those that are there.',
  crawl_over: '"sitepack crawls show" prints its report.',
  index_not_ready: '"sitepack status" tells what is in the way.',
  unknown_searcher: '"sitepack cluster" lists the searchers.',
  not_held: '"sitepack cluster" lists the packs with the searchers that serve them.',
  already_there: '"sitepack cluster" lists the searchers.',
  not_ready: '"sitepack up" starts one; "sitepack status" tells what runs.',
  no_shard_answered: '"sitepack status" shows the searchers.',
};

const problemDocument = z.object({ code: z.string(), detail: z.string(), action: z.string() });

export interface Answered<Body> {
  readonly body: Body;
  /** The answer as it came. */
  readonly text: string;
}

/** Answers a request for a path, as a server does. */
export type Send = (path: string, init: RequestInit) => Promise<Response>;

/** Calls the HTTP API: of a server, or of the same code in this process. */
export class ApiClient {
  readonly #send: Send;
  readonly #open: Send;
  /** Base URL; undefined for the API in this process. */
  readonly address: string | undefined;

  /** @param open the same as `send`, for an answer that is read as it comes. */
  constructor(send: Send, address?: string, open: Send = send) {
    this.#send = send;
    this.#open = open;
    this.address = address;
  }

  /** @throws {ApiProblem} {@link ApiUnreachable} */
  get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<Answered<z.output<Schema>>> {
    return this.#call(path, { method: 'GET' }, schema);
  }

  /** An answer that is not JSON, and may be of any length: piece by piece. @throws {ApiProblem} {@link ApiUnreachable} */
  async *stream(path: string): AsyncGenerator<string> {
    const { ok, status, body } = await this.#open(path, { method: 'GET' });
    const pieces = (body ?? ReadableStream.from([])).pipeThrough(new TextDecoderStream());
    if (!ok) throw problemOf(path, status, (await Array.fromAsync(pieces)).join(''));
    yield* pieces;
  }

  post<Schema extends z.ZodType>(
    path: string,
    body: unknown,
    schema: Schema,
  ): Promise<Answered<z.output<Schema>>> {
    return this.#tell('POST', path, body, schema);
  }

  put<Schema extends z.ZodType>(
    path: string,
    body: unknown,
    schema: Schema,
  ): Promise<Answered<z.output<Schema>>> {
    return this.#tell('PUT', path, body, schema);
  }

  patch<Schema extends z.ZodType>(
    path: string,
    body: unknown,
    schema: Schema,
  ): Promise<Answered<z.output<Schema>>> {
    return this.#tell('PATCH', path, body, schema);
  }

  delete<Schema extends z.ZodType>(path: string, schema: Schema): Promise<Answered<z.output<Schema>>> {
    return this.#call(path, { method: 'DELETE' }, schema);
  }

  #tell<Schema extends z.ZodType>(
    method: 'POST' | 'PUT' | 'PATCH',
    path: string,
    body: unknown,
    schema: Schema,
  ): Promise<Answered<z.output<Schema>>> {
    const headers = { 'content-type': 'application/json' };
    return this.#call(path, { method, headers, body: JSON.stringify(body) }, schema);
  }

  async #call<Schema extends z.ZodType>(
    path: string,
    init: RequestInit,
    schema: Schema,
  ): Promise<Answered<z.output<Schema>>> {
    const response = await this.#send(path, init);
    const text = await response.text();
    if (!response.ok) throw problemOf(path, response.status, text);
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return { body: parsed.data, text };
    throw new ApiProblem(
      'bad_answer',
      response.status,
      `${path}: the answer is not what this version of Sitepack expects`,
    );
  }
}

/**
 * A client of the server at a base URL, with the key that it may ask for. Requests are given up after `timeout_ms`, but
 * for those that are read as they come, or when the signal aborts.
 */
export function httpApi(address: string, key: string, timeout_ms: number, signal: AbortSignal): ApiClient {
  const unreachable = (cause: unknown): ApiUnreachable =>
    new ApiUnreachable(`Sitepack at ${address} does not answer`, { cause });
  const ask = (path: string, init: RequestInit, limit: AbortSignal): Promise<Response> => {
    const headers = { ...keyHeader(key), ...Object.fromEntries(new Headers(init.headers)) };
    return fetch(new URL(path, address), { ...init, headers, signal: limit });
  };
  const send: Send = async (path, init) => {
    try {
      const response = await ask(path, init, AbortSignal.any([signal, AbortSignal.timeout(timeout_ms)]));
      const body = await response.arrayBuffer();
      return new Response(body, response);
    } catch (cause) {
      throw unreachable(cause);
    }
  };
  // How long all of it takes nobody knows: fetch gives up by itself after five minutes in which nothing comes.
  const open: Send = async (path, init) => {
    try {
      const response = await ask(path, init, signal);
      return new Response(ReadableStream.from(piecesOf(response, unreachable)), response);
    } catch (cause) {
      throw unreachable(cause);
    }
  };
  return new ApiClient(send, address, open);
}

async function* piecesOf(
  { body }: Response,
  unreachable: (cause: unknown) => ApiUnreachable,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body ?? [];
  } catch (cause) {
    throw unreachable(cause);
  }
}

function problemOf(path: string, status: number, text: string): ApiProblem {
  const parsed = problemDocument.safeParse(parseJson(text));
  if (!parsed.success)
    return new ApiProblem('bad_answer', status, `the server answered with status ${status}`);
  const { code, detail, action } = parsed.data;
  const index = /^\/v1\/indexes\/([^/?]+)/.exec(path)?.[1];
  const named = index === undefined ? '' : ` ${decodeURIComponent(index)}`;
  return new ApiProblem(code, status, `${detail}. ${HERE[code]?.replace('{index}', () => named) ?? action}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Whoever asked checks the shape, and this has none.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
