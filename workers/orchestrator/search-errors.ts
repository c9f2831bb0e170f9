/** There is no such index. */
export class IndexNotFound extends Error {
  override readonly name = 'IndexNotFound';
  readonly code = 'index_not_found';
  readonly index: string;
  constructor(index: string) {
    super(`there is no index "${index}"; GET /v1/indexes lists them`);
    this.index = index;
  }
}

/** The index is there, and no version of it can be asked yet. Worth trying again. */
export class IndexNotReady extends Error {
  override readonly name = 'IndexNotReady';
  readonly code = 'index_not_ready';
  readonly index: string;
  constructor(index: string, why: string, options?: ErrorOptions) {
    super(`index "${index}" cannot be searched yet: ${why}; try again in some seconds`, options);
    this.index = index;
  }
}

/** No shard answered in time. Worth trying again. */
export class NoShardAnswered extends Error {
  override readonly name = 'NoShardAnswered';
  readonly code = 'no_shard_answered';
  readonly shards: { readonly total: number; readonly answered: 0 };
  constructor(index: string, total: number, why: string, options?: ErrorOptions) {
    super(
      `none of the ${total} shard(s) of index "${index}" answered: ${why}; GET /v1/cluster tells more`,
      options,
    );
    this.shards = { total, answered: 0 };
  }
}

/** The question itself cannot be answered. */
export class BadQuery extends Error {
  override readonly name = 'BadQuery';
  readonly code = 'bad_query';
}

/** More is asked at once than searchers answer. Worth trying again. */
export class TooManySearches extends Error {
  override readonly name = 'TooManySearches';
  readonly code = 'too_many_searches';
  constructor(why: string, options?: ErrorOptions) {
    super(`${why}; try again in a second`, options);
  }
}

/** The page before was of another version. */
export class VersionChanged extends Error {
  override readonly name = 'VersionChanged';
  readonly code = 'version_changed';
  constructor(index: string, asked: number | undefined, now: number) {
    const was = asked === undefined ? 'of other indexes' : `of version ${asked}`;
    super(`the cursor is ${was}, and index "${index}" is at version ${now}; begin at the first page again`);
  }
}
