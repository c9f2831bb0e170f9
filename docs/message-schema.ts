import { z } from 'zod';
import { type MessageType, isMessageType, registry } from '#messages/registry.ts';
import type { MessageDefinition } from '#messages/message.ts';

/** A JSON Schema, as far as the reference for people reads it. */
export const jsonSchema = z.looseObject({
  type: z.string().optional(),
  description: z.string().optional(),
  const: z.string().optional(),
  enum: z.array(z.string()).optional(),
  format: z.string().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
  maxItems: z.number().optional(),
  required: z.array(z.string()).optional(),
  get oneOf() {
    return z.array(jsonSchema).optional();
  },
  get items() {
    return jsonSchema.optional();
  },
  get properties() {
    return z.record(z.string(), jsonSchema).optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), jsonSchema]).optional();
  },
});
export type JsonSchema = z.infer<typeof jsonSchema>;

/** The declaration of a type, with the types of its own keys forgotten. */
export function definitionOf(type: MessageType): MessageDefinition {
  return registry[type];
}

/** Every type of the vocabulary, in the order of the registry. */
export const MESSAGE_TYPES: readonly MessageType[] = Object.keys(registry).filter(isMessageType);

/** What a sender in another language checks a message against: JSON Schema, draft 2020-12. */
export function messageSchema(type: MessageType): Readonly<Record<string, unknown>> {
  const { version, summary, schema, example } = definitionOf(type);
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' });
  return {
    $schema,
    $id: `urn:sitepack:message:${fileNameOf(type)}:${version}`,
    title: type,
    description: summary,
    ...rest,
    examples: [example],
  };
}

/** The name that files about a type have: `+` means something else in too many places. */
export function fileNameOf(type: MessageType): string {
  return type.replaceAll('+', '-and-');
}
