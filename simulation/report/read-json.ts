/** The JSON of a message's body; clients post what is none, on purpose: that is undefined. */
export function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
