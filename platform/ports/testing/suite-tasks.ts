/** Tasks that the conformance suite of Compute runs. */
let remembered = '';

class PackBroken extends Error {
  override readonly name = 'PackBroken';
  readonly code = 'pack_broken';
}

export const tasks = {
  echo: (input: { text: string; bytes: Uint8Array }) => input,
  later: async (text: string) => {
    await Promise.resolve();
    return text;
  },
  fail: (message: string): never => {
    throw new PackBroken(message);
  },
  /** Holds its thread as a heavy query does. */
  spin: (ms: number): void => {
    const end = performance.now() + ms;
    while (performance.now() < end);
  },
  remember: (word: string): void => {
    remembered = word;
  },
  /** Takes its time, so that several must share the work. */
  recall: (ms: number): string => {
    tasks.spin(ms);
    return remembered;
  },
  unclonable: (): unknown => () => 'a function',
};

export type SuiteTasks = typeof tasks;
