import { awsErrorOf } from './aws-errors.ts';
import type { AwsClients } from './clients.ts';

/**
 * Finds the region and credentials, as the first request would: without them nothing that follows could be done.
 * @returns the region.
 * @throws {AwsError}
 */
export async function regionAndCredentials({ s3 }: Pick<AwsClients, 's3'>): Promise<string> {
  try {
    const region = await s3.config.region();
    await s3.config.credentials();
    return region;
  } catch (error) {
    throw awsErrorOf(error, 's3');
  }
}
