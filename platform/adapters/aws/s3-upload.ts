import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { explained, S3Error } from './s3-errors.ts';
import { PART_BYTES } from './s3-parts.ts';
import type { S3Place } from './s3-place.ts';
import { awsErrorName } from './aws-errors.ts';

/**
 * Parts that are sent at once. With the one that is being filled an upload has at most five in memory, 40 MiB. One
 * connection to S3 carries some 50-100 MB/s; four fill the network of the machines that packs are built on.
 */
const PARTS_IN_FLIGHT = 4;
/** S3's bound. */
const MAX_PARTS = 10_000;

/** One upload in parts, under way. */
interface Upload {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string | undefined;
}

/**
 * Writes an object in parts, several at a time. Nobody sees it before the last is there; when it fails or is aborted,
 * what was sent is removed.
 * @returns the bytes written.
 * @throws {S3Error} `upload_left` when what was sent could not be removed; the failure before that is among its causes.
 */
export async function uploadInParts(
  { client, bucket }: S3Place,
  object: { readonly key: string; readonly ContentType: string | undefined },
  parts: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<number> {
  const { key, ContentType } = object;
  const begun = await explained(
    bucket,
    client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType })),
  );
  const upload: Upload = { Bucket: bucket, Key: key, UploadId: begun.UploadId };
  try {
    const sent = await sendParts(client, upload, parts, signal);
    signal?.throwIfAborted();
    // From here on it is not aborted: nobody could tell whether the object is there.
    await client.send(
      new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: sent.parts } }),
    );
    return sent.bytes;
  } catch (error) {
    await discard(client, upload, error);
    throw error;
  }
}

/** Sends the parts; when one fails, ends the others. Nothing is on its way when it resolves or rejects. */
async function sendParts(
  client: S3Place['client'],
  upload: Upload,
  parts: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<{ parts: CompletedPart[]; bytes: number }> {
  const failure = new AbortController();
  const abortSignal = signal === undefined ? failure.signal : AbortSignal.any([signal, failure.signal]);
  const sent: CompletedPart[] = [];
  const in_flight = new Set<Promise<void>>();
  let numbers = 0;
  let bytes = 0;
  const send = async (PartNumber: number, Body: Uint8Array): Promise<void> => {
    try {
      const { ETag } = await client.send(new UploadPartCommand({ ...upload, PartNumber, Body }), {
        abortSignal,
      });
      sent.push({ PartNumber, ETag });
    } catch (error) {
      // The first failure is the reason; those that it aborts change nothing about it.
      failure.abort(error);
    }
  };
  try {
    for await (const part of parts) {
      failure.signal.throwIfAborted();
      if (++numbers > MAX_PARTS) throw tooLarge(upload.Key);
      bytes += part.length;
      const sending = send(numbers, part).finally(() => in_flight.delete(sending));
      in_flight.add(sending);
      if (in_flight.size >= PARTS_IN_FLIGHT) await Promise.race(in_flight);
    }
    await Promise.all(in_flight);
    failure.signal.throwIfAborted();
    return { parts: sent.sort((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0)), bytes };
  } catch (error) {
    failure.abort(error);
    await Promise.all(in_flight);
    throw error;
  }
}

/** @param reason why the upload ends. */
async function discard(client: S3Place['client'], upload: Upload, reason: unknown): Promise<void> {
  try {
    await client.send(new AbortMultipartUploadCommand(upload));
  } catch (error) {
    // It is gone already.
    if (awsErrorName(error) === 'NoSuchUpload') return;
    throw new S3Error(
      'upload_left',
      `the upload of "${upload.Key}" failed (${String(reason)}), and what was sent of it could not be removed ` +
        `(${String(error)}); the lifecycle rule that "sitepack setup" makes removes it after a day`,
      { cause: new AggregateError([reason, error]) },
    );
  }
}

function tooLarge(key: string): S3Error {
  return new S3Error(
    'upload_too_large',
    `"${key}" has more than ${MAX_PARTS} parts of ${PART_BYTES} bytes, which S3 does not take; use more shards`,
  );
}
