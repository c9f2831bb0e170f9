import { Agent, errors, request } from 'undici';
import type { z } from 'zod';
import type { Statistics } from '#ports/question.ts';
import type {
  HitDetails,
  NearWord,
  Peer,
  PeerErrorCode,
  ShardCounts,
  ShardDetails,
  ShardHits,
  ShardSearch,
  ShardTyping,
  ShardWords,
  Suggestion,
} from '#ports/peer.ts';
import { PeerError } from '#ports/peer.ts';
import {
  hitDetailsList,
  nearWords,
  peerProblem,
  shardHits,
  suggestions,
  statisticsAnswer,
} from './peer-answers.ts';

export interface HttpPeerOptions {
  /** Connections to one searcher; further calls wait for one. */
  readonly connections?: number;
  readonly connect_timeout_ms?: number;
  /** Headers of every call. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Searchers over HTTP, on connections that are kept open. The caller's signal is the deadline of a call. */
export class HttpPeer implements Peer, AsyncDisposable {
  readonly #agent: Agent;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ connections = 64, connect_timeout_ms = 1000, headers = {} }: HttpPeerOptions = {}) {
    this.#headers = { ...headers, 'content-type': 'application/json' };
    this.#agent = new Agent({
      connections,
      connect: { timeout: connect_timeout_ms },
      maxResponseSize: MAX_RESPONSE_BYTES,
      // Above every deadline that a router has: a call that outlives them was forgotten.
      headersTimeout: LONGEST_MS,
      bodyTimeout: LONGEST_MS,
    });
  }

  statistics(endpoint: string, query: ShardCounts, signal: AbortSignal): Promise<Statistics> {
    return this.#post(`${endpoint}/statistics`, query, statisticsAnswer, signal);
  }

  search(endpoint: string, query: ShardSearch, signal: AbortSignal): Promise<ShardHits> {
    return this.#post(`${endpoint}/search`, query, shardHits, signal);
  }

  async near(endpoint: string, query: ShardWords, signal: AbortSignal): Promise<NearWord[][]> {
    const near = await this.#post(`${endpoint}/near`, query, nearWords, signal);
    if (near.length === query.words.length) return near;
    throw new PeerError('failed', `${endpoint} gave words near to ${near.length} of ${query.words.length}`);
  }

  suggest(endpoint: string, query: ShardTyping, signal: AbortSignal): Promise<Suggestion[]> {
    return this.#post(`${endpoint}/suggest`, query, suggestions, signal);
  }

  async details(endpoint: string, query: ShardDetails, signal: AbortSignal): Promise<HitDetails[]> {
    const details = await this.#post(`${endpoint}/details`, query, hitDetailsList, signal);
    if (details.length === query.ids.length) return details;
    throw new PeerError('failed', `${endpoint} gave ${details.length} details for ${query.ids.length} ids`);
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #post<Answer>(
    url: string,
    body: unknown,
    schema: z.ZodType<Answer>,
    signal: AbortSignal,
  ): Promise<Answer> {
    let status: number;
    let text: string;
    try {
      const response = await request(url, {
        method: 'POST',
        headers: this.#headers,
        body: JSON.stringify(body),
        dispatcher: this.#agent,
        signal,
      });
      status = response.statusCode;
      text = await response.body.text();
    } catch (cause) {
      throw callFailed(url, cause, signal);
    }
    const json = parse(url, status, text);
    if (status !== 200) throw refused(url, status, json);
    const answer = schema.safeParse(json);
    if (answer.success) return answer.data;
    const issue = answer.error.issues[0];
    throw new PeerError(
      'failed',
      `${url} answered in another form: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    );
  }
}

function parse(url: string, status: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PeerError('failed', `${url} answered ${status} without JSON`, { cause });
  }
}

function refused(url: string, status: number, json: unknown): PeerError {
  const problem = peerProblem.safeParse(json);
  if (!problem.success) return new PeerError('failed', `${url} answered ${status} without saying why`);
  const { code, detail } = problem.data;
  return new PeerError(isAnswered(code) ? code : 'failed', `${url}: ${detail}`);
}

/** Codes that a searcher gives itself; `unreachable` is ours to find out. */
function isAnswered(code: string): code is Exclude<PeerErrorCode, 'unreachable'> {
  return ['pack_not_served', 'busy', 'timeout', 'failed'].includes(code);
}

function callFailed(url: string, cause: unknown, signal: AbortSignal): PeerError {
  if (signal.aborted)
    return new PeerError('timeout', `${url} had not answered when the call was given up`, { cause });
  const message = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof errors.HeadersTimeoutError || cause instanceof errors.BodyTimeoutError) {
    return new PeerError('timeout', `${url}: ${message}`, { cause });
  }
  if (cause instanceof errors.ResponseExceededMaxSizeError) {
    return new PeerError('failed', `${url} answered more than ${MAX_RESPONSE_BYTES} bytes`, { cause });
  }
  return new PeerError('unreachable', `${url} cannot be reached: ${message}`, { cause });
}

/** A thousand hits with details of the greatest length are a fraction of it. */
const MAX_RESPONSE_BYTES = 16 * 2 ** 20;
const LONGEST_MS = 120_000;
