import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Key, Row, Value } from '#ports/table.ts';
import { DynamoError } from './dynamo-errors.ts';

/** A row as DynamoDB has it. */
export type Item = Record<string, AttributeValue>;

/** DynamoDB keeps numbers from this size on, */
const SMALLEST = 1e-130;
/** and below this one; 38 digits of each, and a double has 17. */
const TOO_LARGE = 1e126;

/**
 * A row as DynamoDB has it: lists and maps stay what they are, members that are undefined are dropped.
 * @throws {DynamoError} `bad_value` for what DynamoDB cannot keep; it names the field.
 */
export function toItem(fields: { readonly [field: string]: Value | undefined }): Item {
  return toMembers(fields, '');
}

/** @param field names the value in errors. */
export function toAttribute(value: Value, field: string): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'boolean') return { BOOL: value };
  if (typeof value === 'number') return { N: toNumber(value, field) };
  if (typeof value === 'string') {
    if (value.isWellFormed()) return { S: value };
    throw bad(field, 'is text with half a surrogate pair in it');
  }
  return isList(value)
    ? { L: value.map((member, n) => toAttribute(member, `${field}[${n}]`)) }
    : { M: toMembers(value, field) };
}

/** The key of a row, whatever else stands beside it. */
export function toKey({ pk, sk }: Key): Item {
  return { pk: { S: pk }, sk: { S: sk } };
}

/** @throws {DynamoError} `bad_value` for an item that Sitepack did not write. */
export function toRow(item: Item): Row {
  const { pk, sk, ...fields } = fromMembers(item);
  if (typeof pk === 'string' && typeof sk === 'string') return { ...fields, pk, sk };
  throw new DynamoError('bad_value', 'an item without the text keys "pk" and "sk" is no row of Sitepack');
}

/**
 * The name of a field as DynamoDB has it. It takes no empty one; and of a member called `__proto__` nothing is left when
 * the SDK builds its messages by assignment. These two, and what they become, go by one `~` more.
 */
export function toName(name: string): string {
  return ODD_NAME.test(name) ? `~${name}` : name;
}

function fromName(name: string): string {
  return ODD_NAME.test(name) ? name.slice(1) : name;
}

const ODD_NAME = /^~*(?:__proto__)?$/;

function toMembers(members: { readonly [name: string]: Value | undefined }, field: string): Item {
  const item: Item = {};
  for (const [name, value] of Object.entries(members)) {
    if (value === undefined) continue;
    item[toName(name)] = toAttribute(value, field === '' ? name : `${field}.${name}`);
  }
  return item;
}

/** `Array.isArray` does not see that a read-only list is one. */
function isList(value: object): value is readonly Value[] {
  return Array.isArray(value);
}

function toNumber(value: number, field: string): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= SMALLEST && size < TOO_LARGE) return String(value);
  throw bad(field, `is ${value}; DynamoDB keeps numbers from 1e-130 to below 1e126`);
}

function fromAttribute(attribute: AttributeValue): Value {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return Number(attribute.N);
  if (attribute.BOOL !== undefined) return attribute.BOOL;
  if (attribute.NULL !== undefined) return null;
  if (attribute.L !== undefined) return attribute.L.map(fromAttribute);
  if (attribute.M !== undefined) return fromMembers(attribute.M);
  throw new DynamoError('bad_value', 'an item with bytes or sets in it is no row of Sitepack');
}

function fromMembers(members: Item): { [name: string]: Value } {
  return Object.fromEntries(
    Object.entries(members).map(([name, attribute]) => [fromName(name), fromAttribute(attribute)]),
  );
}

function bad(field: string, what: string): DynamoError {
  return new DynamoError('bad_value', `field "${field}" ${what}`);
}
