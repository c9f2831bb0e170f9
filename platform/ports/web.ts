/** One request to the web. Redirects are not followed: the caller decides about each. */
export interface WebRequest {
  /** Absolute http or https URL. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** From the call to the last byte. */
  readonly timeout_ms: number;
  /** Of the body as it is after decompression. More ends the request with `too_large`. */
  readonly max_bytes: number;
  /** More than that does not end it: the body is cut there, and the response says so. */
  readonly cut?: boolean;
  /**
   * Goes to a public address, at a port for pages, or nowhere (`address_refused`), whatever else is allowed: for a URL that
   * a stranger chose.
   */
  readonly public_only?: boolean;
  readonly signal?: AbortSignal;
}

export interface WebResponse {
  readonly status: number;
  /**
   * Names in lower case; several lines joined with `, `, those of X-Robots-Tag with a newline: a crawler's name in one of
   * them is not for the next.
   */
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed. */
  readonly body: Uint8Array;
  /** There is more of the body: it was asked for to be cut. */
  readonly cut?: true;
  /** Bytes of the body as they came over the wire. */
  readonly wire_bytes: number;
  readonly duration_ms: number;
}

/** The web beyond our own machines. Every address is checked where the connection is made. */
export interface Web {
  /** @throws {WebError} when there is no whole response. */
  request(request: WebRequest): Promise<WebResponse>;
  close(): Promise<void>;
}

export type WebErrorCode =
  | 'bad_url'
  | 'address_refused'
  | 'dns_failed'
  | 'connection_failed'
  | 'tls_failed'
  /** The proxy that everything is asked for by is not there, answers nothing, or refuses: it says nothing of the site. */
  | 'proxy_failed'
  | 'timeout'
  | 'too_large'
  | 'bad_encoding'
  | 'bad_response'
  | 'aborted';

/** What there was of a response that is not whole: its head, and some of its body. */
export type WebAnswered = Pick<WebResponse, 'status' | 'wire_bytes' | 'duration_ms'>;

/** Why there was no whole response. `transient` says whether another try may help. */
export class WebError extends Error {
  override readonly name = 'WebError';
  readonly code: WebErrorCode;
  readonly transient: boolean;
  /** Absent when not even a head came. */
  readonly answered: WebAnswered | undefined;
  constructor(
    code: WebErrorCode,
    message: string,
    options?: ErrorOptions & { transient?: boolean; answered?: WebAnswered | undefined },
  ) {
    super(message, options);
    this.code = code;
    this.answered = options?.answered;
    this.transient =
      options?.transient ??
      ['dns_failed', 'connection_failed', 'proxy_failed', 'timeout', 'bad_response'].includes(code);
  }
}
