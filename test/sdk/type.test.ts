import { Type } from '@agnes/sdk';
import test from 'ava';
import { Type as TypeBox } from 'typebox';

/** Every word of the builder, made with `make`. */
const schemas = (make: typeof Type) => {
  const name = make.String({ minLength: 1, pattern: '^[a-z]+$', description: 'A word.' });
  const one = make.Object(
    { name, age: make.Optional(make.Integer({ default: 3 })) },
    { additionalProperties: false },
  );
  return [
    one,
    make.Object({}),
    make.Object({ all: make.Optional(one) }),
    make.Array(one, { minItems: 1 }),
    make.Array(make.Optional(name)),
    make.Record(make.String(), one),
    make.Record(make.String({ maxLength: 9 }), make.Number({ maximum: 4 }), { maxProperties: 2 }),
    make.Record(name, make.Boolean()),
    make.Union([make.Literal('a', { title: 'A' }), make.Literal(2), make.Literal(true), make.Null()], {
      default: 'a',
    }),
    make.Unknown({ description: 'Anything.' }),
    make.Unsafe({ type: 'string', enum: ['a'] }),
    make.Object({ both: make.Optional(make.Unsafe({ minLength: 2 })) }),
  ];
};

test('a schema is to the letter what TypeBox makes of the same words', (t) => {
  const own = schemas(Type).map((schema) => JSON.stringify(schema));

  t.deepEqual(
    own,
    schemas(TypeBox).map((schema) => JSON.stringify(schema)),
  );
});

test('a schema that is optional in one place is required in another', (t) => {
  const name = Type.String();

  const schema = Type.Object({ maybe: Type.Optional(name), always: name });

  t.deepEqual(schema.required, ['always']);
});
