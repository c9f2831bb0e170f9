import { PROBLEMS, type ProblemCode } from '../problem-catalogue.ts';
import { type Json, componentPath } from './json-schemas.ts';
import type { Answer, Content, Operation } from './operation.ts';
import { PROBLEM_CODES, problemExample, statusOf } from './problem-schema.ts';

/** What any request may be answered with. */
const ANY: readonly ProblemCode[] = ['unknown_host', 'internal'];
/** What any request with a body may be answered with. */
const WITH_BODY: readonly ProblemCode[] = ['bad_json', 'bad_field', 'body_too_large', 'wrong_content_type'];

/** Every code that an operation may be answered with. */
export function problemsOf({ problems, body, open }: Operation): ProblemCode[] {
  const key: readonly ProblemCode[] = open === true ? [] : ['key_needed'];
  return [...problems, ...(body === undefined ? [] : WITH_BODY), ...key, ...ANY];
}

/** The answers of an operation, by status: the good one, then problems. */
export function responsesOf(operation: Operation): Record<string, Json> {
  const { answer } = operation;
  return { [answer.status]: goodResponse(answer), ...problemResponses(problemsOf(operation)) };
}

/** Every problem there is, by status. */
export function problemResponses(codes: readonly ProblemCode[]): Record<string, Json> {
  const statuses = [...new Set(codes.map(statusOf))].toSorted((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      problemResponse(
        status,
        codes.filter((code) => statusOf(code) === status),
      ),
    ]),
  );
}

/** The examples that responses refer to, by code. */
export function problemExamples(): Record<string, Json> {
  return Object.fromEntries(
    PROBLEM_CODES.map((code) => [code, { summary: PROBLEMS[code].title, value: problemExample(code) }]),
  );
}

/** JSON of a component, with its example. */
export function content({ schema, example }: Content): Json {
  return { 'application/json': { schema: { $ref: componentPath(schema) }, example } };
}

function goodResponse(answer: Answer): Json {
  const headers = answer.location === true ? { Location: LOCATION } : {};
  return {
    description: answer.doc,
    headers: { 'Server-Timing': { $ref: '#/components/headers/ServerTiming' }, ...headers },
    content: 'type' in answer ? { [answer.type]: {} } : content(answer),
  };
}

const LOCATION = { description: 'Path of what was made.', schema: { type: 'string' } };

function problemResponse(status: number, codes: readonly ProblemCode[]): Json {
  const examples = codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]);
  const one_of_these = { type: 'object', properties: { code: { enum: codes } } };
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(' '),
    ...headersOf(status),
    content: {
      'application/problem+json': {
        schema: { allOf: [{ $ref: componentPath('Problem') }, one_of_these] },
        examples: Object.fromEntries(examples),
      },
    },
  };
}

function headersOf(status: number): Json {
  if (status === 503) return { headers: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } };
  if (status === 401)
    return { headers: { 'WWW-Authenticate': { $ref: '#/components/headers/WwwAuthenticate' } } };
  if (status === 405) return { headers: { Allow: { $ref: '#/components/headers/Allow' } } };
  return {};
}
