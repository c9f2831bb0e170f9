import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type AwsRequest, ACCOUNT, REGION } from './aws-request.ts';

const texts = z.union([z.string().transform((text) => [text]), z.array(z.string()).min(1)]);
const statement = z.strictObject({
  Sid: z.string(),
  Effect: z.literal('Allow'),
  Action: z.array(z.string()).min(1),
  Resource: texts,
});
const policySchema = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(statement).min(1),
});
export type Policy = z.infer<typeof policySchema>;

/** One action on one kind of resource that a policy allows. */
export interface Grant {
  readonly action: string;
  /** As in the policy, its placeholders replaced; `*` stands for anything. */
  readonly resource: string;
}

/** Where an installation is, in the account of the emulators. */
export interface Place {
  readonly prefix: string;
  readonly bucket: string;
  /** That of the emulators when absent. */
  readonly region?: string;
}

/** Reads docs/iam/<role>.json for an installation. */
export function readPolicy(role: string, of: Place): Policy {
  const file = path.resolve(import.meta.dirname, `../../docs/iam/${role}.json`);
  const values: Readonly<Record<string, string>> = {
    AWS_REGION: of.region ?? REGION,
    ACCOUNT,
    PREFIX: of.prefix,
    BUCKET: of.bucket,
  };
  const text = readFileSync(file, 'utf8').replaceAll(
    /\$\{(\w+)\}/g,
    (whole, name: string) => values[name] ?? whole,
  );
  return policySchema.parse(JSON.parse(text));
}

export function grantsOf({ Statement }: Policy): Grant[] {
  return Statement.flatMap(({ Action, Resource }) =>
    Action.flatMap((action) => Resource.map((resource) => ({ action, resource }))),
  );
}

/** Whether a grant lets a request pass, as IAM matches: `*` for any characters, case counts in resources. */
export function permits(
  grant: Grant,
  { action, resource }: Pick<AwsRequest, 'action' | 'resource'>,
): boolean {
  if (grant.action !== action) return false;
  const pattern = grant.resource
    .split('*')
    .map((part) => part.replaceAll(/[.?^$+()[\]{}|\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${pattern}$`).test(resource);
}
