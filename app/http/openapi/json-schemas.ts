import { z } from 'zod';
import { COMPONENTS } from './components.ts';

export type Json = Readonly<Record<string, unknown>>;

export function componentPath(name: string): string {
  return `#/components/schemas/${name}`;
}

/**
 * The components as JSON Schema, draft 2020-12, which OpenAPI 3.1 is made of. One that stands in another is referred to.
 * Answers may get members that are not in them: new ones may be added at any time.
 */
export function componentSchemas(): Record<string, Json> {
  const named = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(COMPONENTS)) named.add(schema, { id });
  const { schemas } = z.toJSONSchema(named, {
    uri: componentPath,
    io: 'input',
    target: 'draft-2020-12',
    override: ({ jsonSchema }) => {
      // Where no number is too big, the biggest that a number can be says nothing.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  // What names a component in a document is where it stands.
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $id: _id, $schema: _schema, ...schema }]) => [id, schema]),
  );
}
