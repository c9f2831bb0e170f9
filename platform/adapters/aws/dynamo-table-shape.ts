import type {
  AttributeDefinition,
  KeySchemaElement,
  LocalSecondaryIndex,
  TableDescription,
} from '@aws-sdk/client-dynamodb';
import { DynamoError } from './dynamo-errors.ts';
import { MARK_INDEX } from './dynamo-query.ts';

/** What a table of Sitepack is: rows by key, and whole rows by `mark` beside it. */
export const ATTRIBUTES: AttributeDefinition[] = [
  { AttributeName: 'pk', AttributeType: 'S' },
  { AttributeName: 'sk', AttributeType: 'S' },
  { AttributeName: 'mark', AttributeType: 'S' },
];
export const KEYS: KeySchemaElement[] = [
  { AttributeName: 'pk', KeyType: 'HASH' },
  { AttributeName: 'sk', KeyType: 'RANGE' },
];
export const INDEX: LocalSecondaryIndex = {
  IndexName: MARK_INDEX,
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'mark', KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'ALL' },
};

/** Why a table cannot be used, if it cannot. */
export function differenceOf(table: string, found: TableDescription): DynamoError | undefined {
  const differences = [
    ...(keysOf(found.KeySchema) === keysOf(KEYS) ? [] : [`its keys are ${keysOf(found.KeySchema)}`]),
    ...typesOf(found),
    ...indexOf(found),
  ];
  if (differences.length === 0) return undefined;
  return new DynamoError(
    'table_differs',
    `the table "${table}" is not one of Sitepack: ${differences.join('; ')}. DynamoDB cannot change that: choose ` +
      'another SITEPACK_PREFIX, or delete the table if nobody needs it, and run "sitepack setup" again',
  );
}

function typesOf({ AttributeDefinitions = [] }: TableDescription): string[] {
  const other = AttributeDefinitions.filter(({ AttributeName = '', AttributeType }) =>
    ATTRIBUTES.some((own) => own.AttributeName === AttributeName && own.AttributeType !== AttributeType),
  );
  return other.map(({ AttributeName }) => `its key "${AttributeName}" is no text`);
}

function indexOf({ LocalSecondaryIndexes }: TableDescription): string[] {
  const index = LocalSecondaryIndexes?.find(({ IndexName }) => IndexName === MARK_INDEX);
  if (index === undefined) return [`it has no local index "${MARK_INDEX}"`];
  return [
    ...(keysOf(index.KeySchema) === keysOf(INDEX.KeySchema)
      ? []
      : [`the keys of its index "${MARK_INDEX}" are ${keysOf(index.KeySchema)}`]),
    ...(index.Projection?.ProjectionType === INDEX.Projection?.ProjectionType
      ? []
      : [`its index "${MARK_INDEX}" does not have whole rows`]),
  ];
}

/** Keys for people: `pk (HASH), sk (RANGE)`. */
function keysOf(keys: readonly KeySchemaElement[] = []): string {
  return keys.map(({ AttributeName, KeyType }) => `${AttributeName} (${KeyType})`).join(', ');
}
