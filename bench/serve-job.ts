import { z } from 'zod';

/** What a job's process sends when it is done. */
export const jobAnswer = z.union([z.object({ value: z.unknown() }), z.object({ error: z.string() })]);

/**
 * The side of a job that runs in a process of its own: takes its input from the command line, does the work, sends what
 * it came to, and lets the process end.
 */
export async function serveJob<Input>(
  schema: z.ZodType<Input>,
  work: (input: Input) => Promise<unknown>,
): Promise<void> {
  const answer = await work(schema.parse(JSON.parse(process.argv[2] ?? 'null'))).then(
    (value) => ({ value }),
    (error: unknown) => ({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
  if (process.send === undefined) {
    process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    return;
  }
  process.send(answer satisfies z.infer<typeof jobAnswer>);
  process.disconnect?.();
}
