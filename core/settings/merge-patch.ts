import { isDeepStrictEqual } from 'node:util';

/** JSON as it comes out of a parser. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export type JsonObject = { readonly [name: string]: Json };

/**
 * A JSON merge patch (RFC 7396): members of the patch replace those of the target, objects member by member, and null
 * takes away. Neither is changed. As deep as a body can be that our parser took.
 * @param replaces whether an object of the patch replaces the one that stands there whole; by its path, of names with dots between.
 */
export function mergePatch(
  target: Json,
  patch: Json,
  replaces: (path: string, standing: JsonObject, patch: JsonObject) => boolean = () => false,
): Json {
  return merged(target, patch, '');

  function merged(standing: Json, change: Json, path: string): Json {
    if (!isObject(change)) return change;
    const isKept = isObject(standing) && !replaces(path, standing, change);
    const members = new Map(Object.entries(isKept ? standing : {}));
    for (const [name, value] of Object.entries(change)) {
      if (value === null) members.delete(name);
      else
        members.set(name, merged(members.get(name) ?? null, value, path === '' ? name : `${path}.${name}`));
    }
    return Object.fromEntries(members);
  }
}

/**
 * The merge patch that makes one object of another: `mergePatch(from, mergeDiff(from, to))` is `to`. Empty where they are
 * the same. No member of `to` is null, which a patch cannot say.
 */
export function mergeDiff(from: JsonObject, to: JsonObject): JsonObject {
  const members = new Map<string, Json>();
  for (const name of Object.keys(from)) if (!Object.hasOwn(to, name)) members.set(name, null);
  for (const [name, value] of Object.entries(to)) {
    const standing = Object.hasOwn(from, name) ? from[name] : undefined;
    if (isDeepStrictEqual(standing, value)) continue;
    const isInBoth = standing !== undefined && isObject(standing) && isObject(value);
    members.set(name, isInBoth ? mergeDiff(standing, value) : value);
  }
  return Object.fromEntries(members);
}

/** What is JSON by its type, without members that are undefined. */
export function asJson(value: object): JsonObject {
  // Stringified and parsed an object that JSON can say is nothing else.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

function isObject(json: Json): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
