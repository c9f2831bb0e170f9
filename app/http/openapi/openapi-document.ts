import { type Json, componentSchemas } from './json-schemas.ts';
import { type Operation, type Parameter, TAGS } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import { PROBLEM_CODES } from './problem-schema.ts';
import { content, problemExamples, problemResponses, responsesOf } from './responses.ts';

const DESCRIPTION = `Changes answer 202 when their message is stored; the work follows. Times are Unix milliseconds, sizes bytes.
Answers may get new members; members do not change their meaning.

An error is a problem document (RFC 9457), \`application/problem+json\`, with a \`code\` that programs go by. Beside those that
an operation names there are \`not_found\` (404) for a path that does not exist and \`method_not_allowed\` (405).

When a key is set (SITEPACK_KEY), everything but searching, the search page and health checks needs it.`;

/** The description of the API, OpenAPI 3.1. @param version of Sitepack. */
export function openapiDocument(version: string) {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Sitepack',
      version,
      summary: 'Crawls sites, packs them into SQLite shards, answers from the shards.',
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The process that serves this document.' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    // Either of the two; open operations say that they need none.
    security: [{ bearer: [] }, { basic: [] }],
    paths: paths(),
    components: {
      schemas: componentSchemas(),
      responses: Object.fromEntries(
        Object.entries(problemResponses(PROBLEM_CODES)).map(([status, response]) => [
          `Problem${status}`,
          response,
        ]),
      ),
      examples: problemExamples(),
      headers: HEADERS,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'SITEPACK_KEY.' },
        basic: {
          type: 'http',
          scheme: 'basic',
          description: 'SITEPACK_KEY as the password, with any user name.',
        },
      },
    },
  };
}

const text = { type: 'string' };
const HEADERS = {
  ServerTiming: { description: 'How long each part took, in ms.', schema: text },
  RetryAfter: { description: 'Seconds after which it is worth trying again.', schema: text },
  WwwAuthenticate: { description: 'Has a browser ask its user for the key.', schema: text },
  Allow: { description: 'The methods that the path takes.', schema: text },
};

/** Operations by path, then by method. */
function paths(): Record<string, Record<string, Json>> {
  const found: Record<string, Record<string, Json>> = {};
  for (const operation of OPERATIONS) {
    const { method, path } = methodAndPath(operation);
    found[path] = { ...found[path], [method]: describe(operation) };
  }
  return found;
}

export function methodAndPath({ route }: Pick<Operation, 'route'>): {
  readonly method: string;
  readonly path: string;
} {
  const [method = '', path = ''] = route.split(' ');
  return { method, path };
}

function describe(operation: Operation): Json {
  const { id, tag, summary, parameters = [], body, open } = operation;
  const { path } = methodAndPath(operation);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(open === true ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters: parameters.map((each) => parameter(path, each)) }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: content(body) } }),
    responses: responsesOf(operation),
  };
}

function parameter(path: string, { name, doc, schema, needed, example }: Parameter): Json {
  const in_path = path.includes(`{${name}}`);
  return {
    name,
    in: in_path ? 'path' : 'query',
    required: in_path || needed === true,
    description: doc,
    schema,
    ...(example === undefined ? {} : { example }),
  };
}
