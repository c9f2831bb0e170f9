/** JSON as it comes out of a parser. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

type JsonObject = { readonly [name: string]: Json };

/**
 * A JSON merge patch (RFC 7396): members of the patch replace those of the target, objects member by member, and null
 * takes away. But for one thing: an object of another `kind` replaces the one that stands there whole, as what belongs to one kind
 * belongs to no other. Neither is changed. As deep as a body can be that our parser took.
 */
export function mergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged = new Map(Object.entries(isObject(target) && !isOfOtherKind(target, patch) ? target : {}));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name) ?? null, value));
  }
  return Object.fromEntries(merged);
}

function isOfOtherKind(target: JsonObject, { kind }: JsonObject): boolean {
  return typeof kind === 'string' && kind !== target['kind'];
}

function isObject(json: Json): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
