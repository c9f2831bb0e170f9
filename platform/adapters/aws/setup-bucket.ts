import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  type LifecycleRule,
  type PublicAccessBlockConfiguration,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Clock } from '#ports/clock.ts';
import { explained, S3Error } from './s3-errors.ts';
import type { SetUpStep } from './set-up-step.ts';
import { answerOf, awsErrorName } from './aws-errors.ts';

export interface BucketOptions {
  readonly region: string;
  /** Keeps what is deleted or written over for {@link KEEP_OLD_DAYS}. */
  readonly protect: boolean;
}

/** An upload takes minutes; one that is a day old has lost its packer. */
const ABORT_UPLOADS_DAYS = 1;
/** Of a protected bucket: without an end it would keep every pack that there ever was. */
const KEEP_OLD_DAYS = 30;
const PRIVATE: PublicAccessBlockConfiguration = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};

/**
 * Makes the bucket if it is not there, and brings it to what Sitepack needs: nothing public, no parts of broken uploads
 * that stay, and older versions if it shall be protected. What others have set besides is left alone.
 * @throws {S3Error} `bucket_taken` when the name belongs to somebody else.
 */
export async function* setupBucket(
  client: S3Client,
  bucket: string,
  { region, protect }: BucketOptions,
  clock: Clock,
): AsyncGenerator<SetUpStep> {
  const what = `bucket ${bucket}`;
  yield { what, state: await makeBucket(client, bucket, region) };
  yield {
    what: `${what}: no public access`,
    state: await explained(bucket, makePrivate(client, bucket, clock)),
  };
  const rules = protect ? [abortUploads(), dropOld()] : [abortUploads()];
  yield {
    what: `${what}: lifecycle (${rules.map(({ ID }) => ID).join(', ')})`,
    state: await explained(bucket, addRules(client, bucket, rules, clock)),
  };
  if (protect)
    yield {
      what: `${what}: versions are kept`,
      state: await explained(bucket, keepVersions(client, bucket, clock)),
    };
}

async function makeBucket(client: S3Client, bucket: string, region: string): Promise<SetUpStep['state']> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }));
    return 'there';
  } catch (error) {
    const status = answerOf(error).status;
    if (status === 403) throw taken(bucket, error);
    if (status === 301)
      throw new S3Error(
        'bucket_elsewhere',
        `the bucket "${bucket}" is not in ${region}; set AWS_REGION to its region`,
        {
          cause: error,
        },
      );
    if (status !== 404) return await explained(bucket, Promise.reject(error));
  }
  // The first region has no name here.
  const place =
    region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: locationOf(region) } };
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket, ...place }));
    return 'made';
  } catch (error) {
    // Somebody ran setup at the same time.
    if (awsErrorName(error) === 'BucketAlreadyOwnedByYou') return 'there';
    if (awsErrorName(error) === 'BucketAlreadyExists') throw taken(bucket, error);
    return await explained(bucket, Promise.reject(error));
  }
}

async function makePrivate(client: S3Client, bucket: string, clock: Clock): Promise<SetUpStep['state']> {
  const read = async () => {
    const get = client.send(new GetPublicAccessBlockCommand({ Bucket: bucket }));
    return (await orAbsent(get, 'NoSuchPublicAccessBlockConfiguration'))?.PublicAccessBlockConfiguration;
  };
  const isPrivate = (set: PublicAccessBlockConfiguration | undefined): boolean =>
    set?.BlockPublicAcls === true &&
    set.BlockPublicPolicy === true &&
    set.IgnorePublicAcls === true &&
    set.RestrictPublicBuckets === true;
  return await bring(clock, read, isPrivate, () =>
    client.send(new PutPublicAccessBlockCommand({ Bucket: bucket, PublicAccessBlockConfiguration: PRIVATE })),
  );
}

/** Adds rules to those that the bucket has; a put writes over all of them. */
async function addRules(
  client: S3Client,
  bucket: string,
  wanted: readonly LifecycleRule[],
  clock: Clock,
): Promise<SetUpStep['state']> {
  const read = async () => {
    const get = client.send(new GetBucketLifecycleConfigurationCommand({ Bucket: bucket }));
    return await orAbsent(get, 'NoSuchLifecycleConfiguration');
  };
  const areThere = (set: { Rules?: LifecycleRule[] | undefined } | undefined): boolean =>
    wanted.every((rule) => set?.Rules?.some((other) => isSameRule(rule, other)) === true);
  return await bring(clock, read, areThere, (set) => {
    const others = (set?.Rules ?? []).filter(({ ID }) => wanted.every((rule) => rule.ID !== ID));
    return client.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket: bucket,
        LifecycleConfiguration: { Rules: [...others, ...wanted] },
        TransitionDefaultMinimumObjectSize: set?.TransitionDefaultMinimumObjectSize,
      }),
    );
  });
}

async function keepVersions(client: S3Client, bucket: string, clock: Clock): Promise<SetUpStep['state']> {
  const read = async () => (await client.send(new GetBucketVersioningCommand({ Bucket: bucket }))).Status;
  return await bring(
    clock,
    read,
    (status) => status === 'Enabled',
    () =>
      client.send(
        new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }),
      ),
  );
}

/** S3 may tell the old setting for a moment after it took the new one. */
const LOOKS = 3;
const LOOK_MS = 200;

/**
 * Reads a setting, writes it if it is not as wanted, and reads it again: some stand-ins answer what they do not know with
 * 200 and do nothing.
 */
async function bring<Set>(
  clock: Clock,
  read: () => Promise<Set | undefined>,
  isRight: (set: Set | undefined) => boolean,
  write: (set: Set | undefined) => Promise<unknown>,
): Promise<SetUpStep['state']> {
  try {
    const before = await read();
    if (isRight(before)) return 'there';
    await write(before);
    for (let looks = 1; !isRight(await read()); looks++) {
      if (looks === LOOKS) return 'unknown';
      await clock.sleep(LOOK_MS);
    }
    return before === undefined ? 'made' : 'changed';
  } catch (error) {
    if (awsErrorName(error) === 'NotImplemented' || answerOf(error).status === 501) return 'unknown';
    throw error;
  }
}

async function orAbsent<Answer>(call: Promise<Answer>, absent: string): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (awsErrorName(error) === absent) return undefined;
    throw error;
  }
}

function abortUploads(): LifecycleRule {
  return {
    ID: 'sitepack-broken-uploads',
    Status: 'Enabled',
    Filter: { Prefix: '' },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: ABORT_UPLOADS_DAYS },
  };
}

function dropOld(): LifecycleRule {
  return {
    ID: 'sitepack-old-versions',
    Status: 'Enabled',
    Filter: { Prefix: '' },
    NoncurrentVersionExpiration: { NoncurrentDays: KEEP_OLD_DAYS },
    Expiration: { ExpiredObjectDeleteMarker: true },
  };
}

function isSameRule(one: LifecycleRule, other: LifecycleRule): boolean {
  return (
    one.ID === other.ID &&
    one.Status === other.Status &&
    (other.Filter?.Prefix ?? '') === '' &&
    one.AbortIncompleteMultipartUpload?.DaysAfterInitiation ===
      other.AbortIncompleteMultipartUpload?.DaysAfterInitiation &&
    one.NoncurrentVersionExpiration?.NoncurrentDays === other.NoncurrentVersionExpiration?.NoncurrentDays
  );
}

function taken(bucket: string, cause: unknown): S3Error {
  return new S3Error(
    'bucket_taken',
    `the bucket "${bucket}" belongs to another account, or the credentials may not use it; names are shared by all ` +
      'accounts: choose another one with SITEPACK_BUCKET, or give the credentials s3:ListBucket on it',
    { cause },
  );
}

/** The SDK lists the regions of its day; S3 says itself when there is no such region. */
function locationOf(region: string): BucketLocationConstraint {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return region as BucketLocationConstraint;
}
