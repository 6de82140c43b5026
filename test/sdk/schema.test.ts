import { checkerFor, Type } from '@agnes/sdk';
import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';

const person = Type.Object(
  { name: Type.String({ minLength: 1 }), age: Type.Optional(Type.Integer({ default: 3 })) },
  { additionalProperties: false },
);

test('an unknown key is a fault that names the key it was probably meant to be', (t) => {
  const checked = checkerFor(person)({ name: 'a', agee: 3 });

  t.deepEqual(checked, {
    ok: false,
    faults: [
      { loc: '/agee', msg: '"agee" is not a known key; did you mean "age"?', type: 'additionalProperties' },
    ],
  });
});

test('of several keys it may be meant to be, the nearest is named', (t) => {
  const two = Type.Object(
    { id: Type.Optional(Type.String()), mode: Type.Optional(Type.String()) },
    { additionalProperties: false },
  );

  const checked = checkerFor(two)({ mod: 'x' });

  likeWhole(t, checked, { faults: [{ msg: '"mod" is not a known key; did you mean "mode"?' }] });
});

test('defaults are filled in without touching the input', (t) => {
  const input = { name: 'a' };

  const checked = checkerFor(person)(input);

  t.deepEqual(checked, { ok: true, value: { name: 'a', age: 3 } });
  t.deepEqual(input, { name: 'a' });
});

test('compiled later, a checker says the same, and only with the first value that its schema is wrong', (t) => {
  const wrong = Type.Unsafe<string>({ type: 'nothing' });

  const later = checkerFor(person, { compiled: 'later' });
  const broken = checkerFor(wrong, { compiled: 'later' });

  t.deepEqual(later({ name: 'a', agee: 3 }), checkerFor(person)({ name: 'a', agee: 3 }));
  t.throws(() => checkerFor(wrong), { message: /JSONType|is invalid/ });
  t.throws(() => broken('a'), { message: /JSONType|is invalid/ });
});
