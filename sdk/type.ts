import type { TSchema, Type as TypeBox } from 'typebox';

type Options = Readonly<Record<string, unknown>>;
type Schema = Readonly<Record<string, unknown>>;
type Names =
  | 'Array'
  | 'Boolean'
  | 'Integer'
  | 'Literal'
  | 'Null'
  | 'Number'
  | 'Object'
  | 'Optional'
  | 'Record'
  | 'String'
  | 'Union'
  | 'Unknown'
  | 'Unsafe';

// Not a key of the schema: JSON never shows it.
const optional = '~optional';

const plain =
  (type: string) =>
  (options: Options = {}): Schema => ({ type, ...options });

const objectOf = (properties: Readonly<Record<string, Schema>>, options: Options = {}): Schema => {
  const required = Object.keys(properties).filter((key) => !Object.hasOwn(properties[key] ?? {}, optional));
  return { type: 'object', ...(required.length > 0 && { required }), properties, ...options };
};

const recordOf = ({ pattern }: Schema, value: Schema, options: Options = {}): Schema => ({
  type: 'object',
  patternProperties: { [typeof pattern === 'string' ? pattern : '^.*$']: value },
  ...options,
});

const builders = {
  Array: (items: Schema, options: Options = {}): Schema => ({ type: 'array', items, ...options }),
  Boolean: plain('boolean'),
  Integer: plain('integer'),
  Literal: (value: unknown, options: Options = {}): Schema => ({
    type: typeof value,
    const: value,
    ...options,
  }),
  Null: plain('null'),
  Number: plain('number'),
  Object: objectOf,
  Optional: (schema: Schema): Schema => Object.defineProperty({ ...schema }, optional, { value: true }),
  Record: recordOf,
  String: plain('string'),
  Union: (anyOf: readonly Schema[], options: Options = {}): Schema => ({ anyOf, ...options }),
  Unknown: (options: Options = {}): Schema => ({ ...options }),
  Unsafe: (schema: TSchema): Schema => ({ ...schema }),
};

/**
 * Makes schemas: what of TypeBox is needed, under its names and with its types, so that a schema is a type as well. Its
 * own program is 370 files that every process would read at its start; a schema is plain JSON and needs none of them.
 */
// TypeBox marks its types with keys that exist for the compiler; at run time nothing reads them.
export const Type = builders as unknown as Pick<typeof TypeBox, Names>;
