import { Readable } from 'node:stream';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { ObjectMissing } from '#ports/object-store.ts';
import { explained, S3Error } from './s3-errors.ts';
import type { S3Place } from './s3-place.ts';
import { awsErrorName } from './aws-errors.ts';

/** An object whose body has begun to come. Whoever has one reads the body to its end or destroys it. */
export interface OpenObject {
  /** Of the range that was asked for. */
  readonly bytes: number;
  /** Names these bytes: an object that is written over has another one. */
  readonly etag: string | undefined;
  readonly body: Readable;
}

/** Times that one reading is taken up again after its connection broke; each is a request with attempts of its own. */
const MAX_RESUMES = 8;

/**
 * Asks for the bytes of an object from `from` up to but without `to`; `undefined` when there is no such object.
 * @param etag only this state of the object.
 * @throws {S3Error} `object_changed` when it is there in another state.
 */
export async function openObject(
  { client, bucket }: S3Place,
  key: string,
  { from, to }: { readonly from: number; readonly to?: number | undefined },
  etag?: string,
): Promise<OpenObject | undefined> {
  const whole = from === 0 && to === undefined;
  const call = client.send(
    new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ...(whole ? {} : { Range: `bytes=${from}-${to === undefined ? '' : to - 1}` }),
      ...(etag === undefined ? {} : { IfMatch: etag }),
    }),
  );
  try {
    const { Body, ContentLength, ETag } = await explained(bucket, call);
    if (!(Body instanceof Readable) || ContentLength === undefined)
      throw new S3Error('no_answer', `S3 gave no body, or no length of it, for "${key}"`);
    return { bytes: ContentLength, etag: ETag, body: Body };
  } catch (error) {
    switch (awsErrorName(error)) {
      case 'NoSuchKey':
        return undefined;
      // It begins behind the end of the object.
      case 'InvalidRange':
        return { bytes: 0, etag: undefined, body: Readable.from([]) };
      case 'PreconditionFailed':
        throw new S3Error('object_changed', `"${key}" was written over while it was read`, { cause: error });
      default:
        throw error;
    }
  }
}

/**
 * The bytes of an object, which began at `from`. When the connection breaks they are asked for from where it was, of the
 * same state of the object.
 * @throws {S3Error} `object_changed` when that is gone.
 */
export async function* readObject(
  place: S3Place,
  key: string,
  opened: OpenObject,
  from: number,
): AsyncGenerator<Uint8Array> {
  const to = from + opened.bytes;
  let at = from;
  let { body } = opened;
  for (let resumes = 0; ; resumes++) {
    let broken: unknown;
    try {
      const chunks: AsyncIterable<Uint8Array> = body;
      for await (const chunk of chunks) {
        at += chunk.length;
        yield chunk;
      }
    } catch (error) {
      broken = error;
    }
    if (at >= to) return;
    if (resumes === MAX_RESUMES || opened.etag === undefined)
      throw new S3Error(
        'no_answer',
        `"${key}" ended ${to - at} bytes early; ${resumes} times it was taken up again`,
        {
          cause: broken,
        },
      );
    const rest = await openObject(place, key, { from: at, to }, opened.etag);
    if (rest === undefined) throw new ObjectMissing(key);
    body = rest.body;
  }
}
