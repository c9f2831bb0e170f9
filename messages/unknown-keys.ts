import { type Message, registry } from './registry.ts';

/**
 * Keys of a message that its type does not know, by their paths, and those of the objects in it (`limits.pagess`). Queues
 * let them pass, for senders that are newer than we are; who writes a message by hand has misspelt them.
 * @param given as it was written. @param read the same, parsed.
 */
export function unknownKeys(given: Readonly<Record<string, unknown>>, read: Message): string[] {
  const { shape } = registry[read.type].schema;
  const known = new Map<string, unknown>(Object.entries(read));
  return Object.entries(given).flatMap(([key, value]) => {
    if (!Object.hasOwn(shape, key)) return [key];
    const inner = known.get(key);
    // Parsing has dropped what an object in a message does not know.
    return isObject(value) && isObject(inner)
      ? Object.keys(value).flatMap((name) => (Object.hasOwn(inner, name) ? [] : [`${key}.${name}`]))
      : [];
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
