import type { Context } from 'hono';
import { z } from 'zod';
import { issueText, namedIssue } from '#messages/issue-text.ts';
import { Problem } from './problem.ts';

/** The body of a request that asks for nothing but its path; that it is JSON keeps other sites' forms from posting it. */
export const nothing = z.strictObject({});

/** Largest body that is read. */
export const MAX_REQUEST_BYTES = 262_144;

/**
 * The body of a request as a schema has it.
 * @throws {Problem} `wrong_content_type`, `bad_json`, or `bad_field` naming the fields.
 */
export async function jsonBody<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
): Promise<z.output<Schema>> {
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type)) {
    const said = type === '' ? 'no Content-Type' : `the Content-Type "${type.slice(0, 100)}"`;
    throw new Problem('wrong_content_type', `the request has ${said}`);
  }
  const parsed = schema.safeParse(parseJson(await c.req.text()), { error: issueText });
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 5).map((issue) => namedIssue(issue, 'the body'));
  throw new Problem('bad_field', issues.join('; '));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new Problem('bad_json', `the body is not JSON: ${cause.message.slice(0, 200)}`, { cause });
  }
}
