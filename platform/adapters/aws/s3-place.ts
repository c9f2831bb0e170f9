import type { S3Client } from '@aws-sdk/client-s3';

/** Where objects lie, and who asks for them. */
export interface S3Place {
  readonly client: S3Client;
  readonly bucket: string;
}
