import { PROBLEMS, type ProblemCode, type ProblemEntry } from './problem-catalogue.ts';

/** A problem document, RFC 9457, with our two members `code` and `action`. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What was wrong this time. */
  readonly detail: string;
  readonly code: ProblemCode;
  /** What to do. */
  readonly action: string;
}

/** A request that is answered with a problem document. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly headers: Readonly<Record<string, string>>;

  /** @param detail what was wrong this time, for a person. */
  constructor(
    code: ProblemCode,
    detail: string,
    options?: ErrorOptions & { headers?: Readonly<Record<string, string>> },
  ) {
    super(detail, options);
    this.code = code;
    this.headers = options?.headers ?? {};
  }

  get status(): ProblemEntry['status'] {
    return PROBLEMS[this.code].status;
  }

  document(): ProblemDocument {
    const { title, status, action } = PROBLEMS[this.code];
    return {
      type: `urn:sitepack:error:${this.code}`,
      title,
      status,
      detail: this.message,
      code: this.code,
      action,
    };
  }

  /** The answer, as `application/problem+json`. */
  response(): Response {
    const retry = this.status === 503 || this.status === 429 ? { 'retry-after': '1' } : {};
    return new Response(JSON.stringify(this.document()), {
      status: this.status,
      headers: { 'content-type': 'application/problem+json', ...retry, ...this.headers },
    });
  }
}
