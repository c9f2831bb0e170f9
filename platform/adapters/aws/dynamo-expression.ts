import type { Changes, Expected, Value } from '#ports/table.ts';
import { type Item, toAttribute, toName } from './dynamo-value.ts';

/**
 * Names and values of one request. Every field goes by a placeholder: a name may be a reserved word, or have dots in it,
 * which would be a path.
 */
export class Placeholders {
  readonly #names = new Map<string, string>();
  readonly #values: Item = {};

  field(name: string): string {
    let placeholder = this.#names.get(name);
    if (placeholder === undefined) {
      placeholder = `#${this.#names.size}`;
      this.#names.set(name, placeholder);
    }
    return placeholder;
  }

  /** @param field names the value in errors. */
  value(value: Value, field: string): string {
    const placeholder = `:${Object.keys(this.#values).length}`;
    this.#values[placeholder] = toAttribute(value, field);
    return placeholder;
  }

  /** What the request needs of them; DynamoDB refuses empty ones. */
  input(): {
    readonly ExpressionAttributeNames?: Record<string, string>;
    readonly ExpressionAttributeValues?: Item;
  } {
    const names = Object.fromEntries(
      Array.from(this.#names, ([name, placeholder]) => [placeholder, toName(name)] as const),
    );
    return {
      ...(this.#names.size > 0 ? { ExpressionAttributeNames: names } : {}),
      ...(Object.keys(this.#values).length > 0 ? { ExpressionAttributeValues: this.#values } : {}),
    };
  }
}

/** A condition of a write; `undefined` when it always holds. */
export function condition(expected: Expected | undefined, names: Placeholders): string | undefined {
  const terms = Object.entries(expected ?? {}).map(([field, wanted]) => {
    if (wanted === undefined) return `attribute_not_exists(${names.field(field)})`;
    // That two nulls are equal is written nowhere.
    if (wanted === null) return `attribute_type(${names.field(field)}, ${names.value('NULL', field)})`;
    return `${names.field(field)} = ${names.value(wanted, field)}`;
  });
  return terms.length === 0 ? undefined : terms.join(' AND ');
}

/** What an update does; `undefined` when it changes nothing but makes the row. */
export function update({ set = {}, remove = [] }: Changes, names: Placeholders): string | undefined {
  const sets = Object.entries(set)
    .filter(([field]) => !isKey(field))
    .map(([field, wanted]) => `${names.field(field)} = ${names.value(wanted, field)}`);
  // What is both removed and set is set.
  const removes = [...new Set(remove)]
    .filter((field) => !isKey(field) && !Object.hasOwn(set, field))
    .map((field) => names.field(field));
  const parts = [
    ...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : []),
    ...(removes.length > 0 ? [`REMOVE ${removes.join(', ')}`] : []),
  ];
  return parts.length === 0 ? undefined : parts.join(' ');
}

/** Keys of a row do not change; an update that names one would be refused. */
function isKey(field: string): boolean {
  return field === 'pk' || field === 'sk';
}
