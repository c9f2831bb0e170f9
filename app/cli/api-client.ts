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

/** What to do, where the command line has a word of its own for it. */
const HERE: Readonly<Record<string, string>> = {
  index_not_found: '"sitepack index list" lists the indexes; "sitepack crawl" makes one.',
  crawl_not_found: '"sitepack crawls list" lists the crawls.',
  version_not_kept: '"sitepack index versions" lists the versions.',
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
  /** Base URL; undefined for the API in this process. */
  readonly address: string | undefined;

  constructor(send: Send, address?: string) {
    this.#send = send;
    this.address = address;
  }

  /** @throws {ApiProblem} {@link ApiUnreachable} */
  get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<Answered<z.output<Schema>>> {
    return this.#call(path, { method: 'GET' }, schema);
  }

  post<Schema extends z.ZodType>(
    path: string,
    body: unknown,
    schema: Schema,
  ): Promise<Answered<z.output<Schema>>> {
    const headers = { 'content-type': 'application/json' };
    return this.#call(path, { method: 'POST', headers, body: JSON.stringify(body) }, schema);
  }

  delete<Schema extends z.ZodType>(path: string, schema: Schema): Promise<Answered<z.output<Schema>>> {
    return this.#call(path, { method: 'DELETE' }, schema);
  }

  async #call<Schema extends z.ZodType>(
    path: string,
    init: RequestInit,
    schema: Schema,
  ): Promise<Answered<z.output<Schema>>> {
    const response = await this.#send(path, init);
    const text = await response.text();
    if (!response.ok) throw problemOf(response.status, text);
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return { body: parsed.data, text };
    throw new ApiProblem(
      'bad_answer',
      response.status,
      `${path}: the answer is not what this version of Sitepack expects`,
    );
  }
}

/** A client of the server at a base URL, with the key that it may ask for. Requests are given up after `timeout_ms`, or when the signal aborts. */
export function httpApi(address: string, key: string, timeout_ms: number, signal: AbortSignal): ApiClient {
  const send: Send = async (path, init) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeout_ms)]);
    try {
      const headers = { ...keyHeader(key), ...Object.fromEntries(new Headers(init.headers)) };
      const response = await fetch(new URL(path, address), { ...init, headers, signal: limit });
      const body = await response.arrayBuffer();
      return new Response(body, response);
    } catch (cause) {
      throw new ApiUnreachable(`Sitepack at ${address} does not answer`, { cause });
    }
  };
  return new ApiClient(send, address);
}

function problemOf(status: number, text: string): ApiProblem {
  const parsed = problemDocument.safeParse(parseJson(text));
  if (!parsed.success)
    return new ApiProblem('bad_answer', status, `the server answered with status ${status}`);
  const { code, detail, action } = parsed.data;
  return new ApiProblem(code, status, `${detail}. ${HERE[code] ?? action}`);
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
