/** @returns undefined when it is no JSON; null is none of a page either. */
export function parsed(json: string): unknown {
  try {
    return JSON.parse(json.startsWith('\u{FEFF}') ? json.slice(1) : json) ?? undefined;
  } catch {
    // What the caller says.
    return undefined;
  }
}

/** A text that is a member of a value; empty where there is none. */
export function member(value: unknown, name: string): string {
  const text = memberOf(value, name);
  return typeof text === 'string' ? text : '';
}

/** A member of a value, if the value is an object that has it. */
export function memberOf(value: unknown, name: string): unknown {
  const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isObject ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;
}
