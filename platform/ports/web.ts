/** One request to the web. Redirects are not followed: the caller decides about each. */
export interface WebRequest {
  /** Absolute http or https URL. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** From the call to the last byte. */
  readonly timeout_ms: number;
  /** Of the body as it is after decompression. More ends the request with `too_large`. */
  readonly max_bytes: number;
  readonly signal?: AbortSignal;
}

export interface WebResponse {
  readonly status: number;
  /** Names in lower case; several values joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed. */
  readonly body: Uint8Array;
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
  | 'timeout'
  | 'too_large'
  | 'bad_encoding'
  | 'bad_response'
  | 'aborted';

/** Why there was no response. `transient` says whether another try may help. */
export class WebError extends Error {
  override readonly name = 'WebError';
  readonly code: WebErrorCode;
  readonly transient: boolean;
  constructor(code: WebErrorCode, message: string, options?: ErrorOptions & { transient?: boolean }) {
    super(message, options);
    this.code = code;
    this.transient =
      options?.transient ?? ['dns_failed', 'connection_failed', 'timeout', 'bad_response'].includes(code);
  }
}
