import { at } from './reply.ts';

/** Objects have to say that they take no further keys, or the schema is refused. */
export const closedSchema = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(closedSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closedSchema(value)]));
  return at(schema, 'type') === 'object' && !Object.hasOwn(schema, 'additionalProperties')
    ? { ...inner, additionalProperties: false }
    : inner;
};

/** True where every object of a closed schema has exactly the keys that it names, as a strict answer demands. */
export const isExact = (schema: unknown): boolean => {
  if (Array.isArray(schema)) return schema.every(isExact);
  if (typeof schema !== 'object' || schema === null) return true;
  return isExactObject(schema) && Object.values(schema).every(isExact);
};

const isExactObject = (schema: object): boolean => {
  if (at(schema, 'type') !== 'object') return true;
  const required = at(schema, 'required');
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  const isComplete = Object.keys(Object(at(schema, 'properties'))).every((key) => needed.includes(key));
  return isComplete && at(schema, 'additionalProperties') === false;
};
