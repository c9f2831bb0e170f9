/**
 * Decompresses zstd data on its way, in bounded memory.
 * @throws {NotZstd} when it is no zstd data, damaged, or ends too early; what the source throws.
 */
export type Unzstd = (source: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

export class NotZstd extends Error {
  override readonly name = 'NotZstd';
  readonly code = 'not_zstd';
  constructor(options?: ErrorOptions) {
    super('it is not whole zstd data', options);
  }
}
