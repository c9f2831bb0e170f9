import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MessageDefinition } from '#messages/message.ts';
import { registry } from '#messages/registry.ts';
import { queueNames } from '#runtime/queue-names.ts';
import { ROLES } from '#runtime/worker.ts';
import { ACCOUNT, type AwsRequest, REGION } from './aws-request.ts';
import { type Grant, grantsOf, permits, readPolicy } from './iam-policy.ts';
import { roleUsage } from './role-usage.ts';

const PREFIX = 'sitepack';
const PLACE = { prefix: PREFIX, bucket: 'sitepack-test' };
const SETUP_PLACE = { prefix: 'other', bucket: 'other-bucket' };
const POLICIES = [...ROLES, 'client', 'setup', 'doctor'] as const;
type PolicyName = (typeof POLICIES)[number];
/** What a prefix, a bucket and a region may be at their longest. */
const LONGEST = { prefix: 'p'.repeat(31), bucket: 'b'.repeat(63), region: 'ap-southeast-1' };
/** IAM's bounds, white space aside: of one managed policy, and of all inline policies of a role together. */
const MOST_MANAGED_CHARS = 6144;
const MOST_INLINE_CHARS = 10_240;

/** What is allowed though the run below does not use it, or not every time, and when it is used. */
const RARE: readonly { readonly role: RegExp; readonly grant: RegExp; readonly when: string }[] = [
  { role: /timer/, grant: /^dynamodb:DeleteItem \S+-timers$/, when: 'an index has no schedule any more' },
  { role: /orchestrator/, grant: /^s3:GetObject \S+\/packs\/\*$/, when: 'versions are compared' },
  {
    role: /packer/,
    grant: /^sqs:(GetQueueUrl|SendMessage) \S+-pack\.fifo$/,
    when: 'an index of thousands of pages is read anew',
  },
  { role: /./, grant: /^dynamodb:(Get|Update|Delete)Item \S+-failures$/, when: 'a handler fails' },
  {
    role: /./,
    grant: /^dynamodb:(Put|Delete)Item \S+-nodes$/,
    when: 'a process tells that it is there, and that it stops',
  },
  {
    role: /./,
    grant: /^sqs:ChangeMessageVisibility /,
    when: 'a handler takes long or fails, or the worker stops',
  },
  {
    role: /indexer|crawler|timer|orchestrator/,
    grant: /^sqs:SendMessage \S+-(index|crawl|timer|orchestrator)$/,
    when: 'a message is put off, which is to send it anew',
  },
  {
    role: /searcher/,
    grant: /^sqs:(GetQueueUrl|SendMessage) \S+-searcher-\*$/,
    when: 'a message is put off, or dies',
  },
  {
    role: /indexer|crawler/,
    grant: /^sqs:(GetQueueUrl|SendMessage) \S+-(crawl|index|timer)$/,
    when: 'there are links, and timers to be reset',
  },
  {
    role: /indexer|crawler/,
    grant: /^dynamodb:(GetItem|PutItem|UpdateItem|Query) \S+-frontier(\/index\/mark)?$/,
    when: 'an answer of the table was lost; a start page dies; the queue of crawls runs empty',
  },
  {
    role: /indexer/,
    grant: /^dynamodb:BatchGetItem \S+-pages$/,
    when: 'a page that others lead to is read for a client, or names another',
  },
  {
    role: /orchestrator/,
    grant: /^dynamodb:DeleteItem \S+-indexes$/,
    when: 'settings are changed more often than changes are kept',
  },
  {
    role: /packer/,
    grant: /^dynamodb:PutItem \S+-frontier$/,
    when: 'a crawl that was cut leaves pages to the next',
  },
  {
    role: /crawler/,
    grant: /^dynamodb:Query \S+-crawls$/,
    when: 'a crawl reaches hosts that its domains do not name',
  },
  {
    role: /indexer|orchestrator/,
    grant: /^dynamodb:DeleteItem \S+-crawls$/,
    when: 'a crawl is begun, or a copy of its message comes, while it is deleted',
  },
  { role: /indexer|crawler|searcher|orchestrator/, grant: /^s3:ListBucket /, when: 'an object is missing' },
  {
    role: /timer/,
    grant: /^sqs:(GetQueueUrl|SendMessage) \S+-(index|crawl|orchestrator)$/,
    when: 'a callback goes to another queue, or a crawl is taken up again',
  },
  {
    role: /timer/,
    grant:
      /^dynamodb:(GetItem|Query) \S+-(crawls|crawls\/index\/mark|pages\/index\/mark|indexes|heads|frontier|frontier\/index\/mark)$/,
    when: 'crawls and pages are looked for that nobody would end or pack',
  },
  {
    role: /packer/,
    grant: /^sqs:(GetQueueUrl|SendMessage) \S+-(index|crawl|timer)$/,
    when: 'content is lost; a crawl goes on',
  },
  {
    role: /packer/,
    grant: /^dynamodb:GetItem \S+-(crawls|pages)$/,
    when: 'a crawl goes on; a page was written while it was packed',
  },
  {
    role: /packer/,
    grant: /^dynamodb:(BatchGetItem \S+-pages|UpdateItem \S+-frontier)$/,
    when: 'pages name other URLs as their own, and some of those come to nothing',
  },
  {
    role: /indexer|crawler/,
    grant: /^dynamodb:DeleteItem \S+-hosts$/,
    when: 'a robots.txt comes to have more rules than a row holds',
  },
  { role: /packer/, grant: /^s3:GetObject \S+\/packs\/\*$/, when: 'another packer built the pack before' },
  { role: /packer|doctor/, grant: /^s3:AbortMultipartUpload /, when: 'an upload in parts breaks off' },
  {
    role: /orchestrator/,
    grant: /^dynamodb:BatchGetItem \S+-hosts$/,
    when: 'the admin page shows a crawl that runs',
  },
  {
    role: /orchestrator/,
    grant:
      /^sqs:(GetQueueUrl|SendMessage|ReceiveMessage|DeleteMessage|GetQueueAttributes|DeleteQueue) \S+-(crawl|timer|searcher-\*|searcher-\*-dead)$/,
    when: 'a dead letter is sent again; a searcher comes or goes',
  },
  {
    role: /orchestrator/,
    grant: /^dynamodb:Query \S+-frontier\/index\/mark$/,
    when: 'a crawl is shown while it runs',
  },
  { role: /client/, grant: /^sqs:(GetQueueUrl|SendMessage) /, when: 'a client sends such a message' },
  { role: /setup/, grant: /^sqs:SetQueueAttributes /, when: 'a queue is there with other attributes' },
  {
    role: /setup/,
    grant: /^dynamodb:Update(Table|ContinuousBackups) /,
    when: 'a table was made without --protect, or on AWS, whose stand-in has no backups',
  },
];

/** What no role needs of anything: it destroys what is another's, or hands out rights. */
const TOO_MUCH = [
  'sqs:PurgeQueue',
  'sqs:AddPermission',
  'sqs:RemovePermission',
  'dynamodb:DeleteTable',
  'dynamodb:Scan',
  'dynamodb:PutResourcePolicy',
  's3:DeleteBucket',
  's3:PutBucketPolicy',
];

/** What `setup` asks for to see whether the services answer: that they refuse is an answer too. */
const WITHOUT: Readonly<Partial<Record<PolicyName, readonly string[]>>> = {
  setup: ['dynamodb:ListTables *', 's3:ListAllMyBuckets *', 'sqs:ListQueues *'],
};

let asked: readonly AwsRequest[];
beforeAll(async () => {
  asked = await roleUsage();
}, 90_000);

function grants(role: PolicyName): Grant[] {
  return grantsOf(readPolicy(role, role === 'setup' ? SETUP_PLACE : PLACE));
}

function text({ action, resource }: Grant | AwsRequest): string {
  return `${action} ${resource}`;
}

/** Grants that the role neither used nor has for what is rare. */
function unexplained(role: PolicyName, granted: readonly Grant[]): string[] {
  const mine = asked.filter((each) => each.role === role);
  return granted
    .filter((grant) => !mine.some((each) => permits(grant, each)))
    .map(text)
    .filter((grant) => !RARE.some((rare) => rare.role.test(role) && rare.grant.test(grant)));
}

describe('the policies', () => {
  it('are one for each role, and no other', () => {
    const files = readdirSync(path.resolve(import.meta.dirname, '../../docs/iam'));
    expect(files.toSorted()).toEqual(POLICIES.map((role) => `${role}.json`).toSorted());
  });

  it.each(POLICIES)('allow the %s all that it asks for', (role) => {
    const mine = asked.filter((each) => each.role === role);
    expect(mine.length).toBeGreaterThan(1);
    const allowed = grants(role);
    const refused = mine.filter((each) => !allowed.some((grant) => permits(grant, each))).map(text);
    expect(refused.toSorted()).toEqual(WITHOUT[role] ?? []);
  });

  it.each(POLICIES)('allow the %s nothing that it does not ask for, but for what is rare', (role) => {
    expect(unexplained(role, grants(role))).toEqual([]);
  });

  it.each(POLICIES)('would be found to allow the %s too much, had they a grant more', (role) => {
    const resources = [...new Set(grants(role).map(({ resource }) => resource))];
    const invented = resources.flatMap((resource) =>
      TOO_MUCH.filter((action) => resource.startsWith(`arn:aws:${action.split(':', 1)[0]}:`)).map(
        (action) => ({ action, resource }),
      ),
    );
    expect(invented.length).toBeGreaterThan(0);
    expect(unexplained(role, invented)).toEqual(invented.map(text));
  });

  it.each(POLICIES)('let the %s at nothing of a neighbour whose prefix begins with ours', (role) => {
    const prefix = role === 'setup' ? SETUP_PLACE.prefix : PREFIX;
    const mine = asked.filter((each) => each.role === role && each.resource.includes(`${prefix}-`));
    expect(mine.length).toBeGreaterThan(1);
    const theirs = mine.map(({ action, resource }) => ({
      action,
      resource: resource.replace(`${prefix}-`, `${prefix}-test-`),
    }));
    const allowed = grants(role);
    expect(theirs.filter((each) => allowed.some((grant) => permits(grant, each))).map(text)).toEqual([]);
  });

  it('let a client send what the registry lets clients send, and do nothing else', () => {
    const definitions: readonly MessageDefinition[] = Object.values(registry);
    const names = queueNames(PREFIX);
    const queues = definitions
      .filter(({ producers }) => producers.includes('client'))
      .flatMap(({ queue }) => (queue === 'searcher' ? [] : [names.of(queue)]));
    const wanted = [...new Set(queues)].flatMap((queue) =>
      ['GetQueueUrl', 'SendMessage'].map(
        (action) => `sqs:${action} arn:aws:sqs:${REGION}:${ACCOUNT}:${queue}`,
      ),
    );
    expect(grants('client').map(text).toSorted()).toEqual(wanted.toSorted());
  });

  it('let each worker send what the registry has it send', () => {
    const names = queueNames(PREFIX);
    const missing = Object.values<MessageDefinition>(registry).flatMap(({ type, queue, producers }) => {
      const resource = `arn:aws:sqs:${REGION}:${ACCOUNT}:${queue === 'searcher' ? `${PREFIX}-searcher-1` : names.of(queue)}`;
      const request = { action: 'sqs:SendMessage', resource };
      return ROLES.filter(
        (role) => producers.includes(role) && !grants(role).some((grant) => permits(grant, request)),
      ).map((role) => `${role}: ${type}`);
    });
    expect(missing).toEqual([]);
  });

  // Without the right to list, S3 does not tell whether an object is missing or forbidden; the stand-in always does.
  it.each(POLICIES)('let the %s list the bucket, whole, if it may read objects', (role) => {
    const mine = grants(role);
    const reads = mine.some(({ action }) => action === 's3:GetObject');
    const lists = mine.some((grant) =>
      permits(grant, { action: 's3:ListBucket', resource: `arn:aws:s3:::${PLACE.bucket}` }),
    );
    expect(lists || !reads).toBe(true);
  });

  it.each(POLICIES)(
    'fit for the %s into a managed policy with the longest names, and leave no placeholder',
    (role) => {
      const whole = JSON.stringify(readPolicy(role, LONGEST));
      expect(whole.length).toBeLessThan(MOST_MANAGED_CHARS);
      expect(whole).not.toContain('$');
    },
  );

  it('of an indexer and a crawler fit into the inline policies of one role; those of all workers do not', () => {
    const chars = (roles: readonly PolicyName[]): number =>
      roles.reduce((sum, role) => sum + JSON.stringify(readPolicy(role, LONGEST)).length, 0);
    expect(chars(['indexer', 'crawler'])).toBeLessThan(MOST_INLINE_CHARS);
    expect(chars(ROLES)).toBeGreaterThan(MOST_INLINE_CHARS);
  });

  it('have no exception for what nobody may do', () => {
    const unneeded = RARE.filter(
      (rare) =>
        !POLICIES.some(
          (role) =>
            rare.role.test(role) &&
            grants(role)
              .map(text)
              .some((grant) => rare.grant.test(grant)),
        ),
    );
    expect(unneeded).toEqual([]);
  });
});

describe('the check', () => {
  const grant = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/packs/*' };

  it('takes a star for anything, and a dot for a dot', () => {
    expect(permits(grant, { action: 's3:GetObject', resource: 'arn:aws:s3:::b/packs/site.gov/0' })).toBe(
      true,
    );
    expect(permits(grant, { action: 's3:GetObject', resource: 'arn:aws:s3:::b/raw/site.gov/0' })).toBe(false);
    expect(permits(grant, { action: 's3:PutObject', resource: 'arn:aws:s3:::b/packs/site.gov/0' })).toBe(
      false,
    );
    const fifo = { action: 'sqs:SendMessage', resource: 'arn:aws:sqs:us-east-1:1:a-pack.fifo' };
    expect(permits(fifo, { ...fifo, resource: 'arn:aws:sqs:us-east-1:1:a-packxfifo' })).toBe(false);
  });
});
