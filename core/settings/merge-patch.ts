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

function isObject(json: Json): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
