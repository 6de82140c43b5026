import test from 'ava';
import { rowEncoder } from '../../sdk/extract/encode.ts';

const one = (type: string, value: unknown): string => rowEncoder('t', [{ name: 'a', type }])({ a: value });

const fitting: readonly (readonly [string, unknown, string])[] = [
  ['BOOLEAN', false, 'false'],
  ['BIGINT', 9007199254740993n, '"9007199254740993"'],
  ['BIGINT', '-12', '"-12"'],
  ['INTEGER', 0, '0'],
  ['DOUBLE', 1.5, '1.5'],
  ['DOUBLE', Number.NaN, '"NaN"'],
  ['DOUBLE', '1e-3', '"1e-3"'],
  ['DECIMAL(38,2)', '12345678901234567890.12', '"12345678901234567890.12"'],
  ['VARCHAR', 'a"b\n', '"a\\"b\\n"'],
  ['VARCHAR', 7, '"7"'],
  ['VARCHAR', '', '""'],
  ['BLOB', Uint8Array.from([1, 2]), '"AQI="'],
  ['DATE', new Date(0), '"1970-01-01"'],
  ['TIMESTAMPTZ', new Date(0), '"1970-01-01T00:00:00.000Z"'],
  ['TIMESTAMP', '2024-01-01 00:00:00', '"2024-01-01 00:00:00"'],
  ['TIME', '12:00:00', '"12:00:00"'],
  ['JSON', { b: [1, null] }, '{"b":[1,null]}'],
  ['BIGINT[]', [1, null, 2n], '[1,null,"2"]'],
];

const strange: readonly (readonly [string, unknown])[] = [
  ['BOOLEAN', 1],
  ['BIGINT', 1.5],
  ['BIGINT', 2 ** 53],
  ['BIGINT', '1.0'],
  ['DOUBLE', 'a'],
  ['VARCHAR', {}],
  ['BLOB', 'not base64!'],
  ['DATE', new Date(Number.NaN)],
  ['TIMESTAMP', 0],
  ['JSON', () => 1],
  ['BIGINT[]', ['x']],
  ['BIGINT[]', 1],
];

test('every type writes its values so that the engine reads them back', (t) => {
  t.deepEqual(
    fitting.map(([type, value]) => one(type, value)),
    fitting.map(([, , json]) => `{"a":${json}}\n`),
  );
});

test('a value that does not fit its type is refused', (t) => {
  strange.forEach(([type, value]) => void t.throws(() => one(type, value), { code: 'plugin_bug' }, type));
});

test('null is written as null, and what is absent is left out', (t) => {
  t.is(one('BIGINT', null), '{"a":null}\n');
  t.is(one('BIGINT', undefined), '{}\n');
});

test('a value without a column is refused: it would be lost in silence', (t) => {
  const encode = rowEncoder('t', [{ name: 'a', type: 'BIGINT' }]);

  t.throws(() => encode({ a: 1, b: 2 }), { message: /column "b": the column was not declared/ });
});

test('columns are a set of names, whatever their case', (t) => {
  const twice = [
    { name: 'a', type: 'BIGINT' },
    { name: 'A', type: 'BIGINT' },
  ];

  t.throws(() => rowEncoder('t', twice), { message: /"A" is there twice/ });
  t.throws(() => rowEncoder('t', []), { message: /there are none/ });
  t.throws(() => rowEncoder('t', [{ name: '', type: 'BIGINT' }]), { message: /no name/ });
});

test('a column may be called what an object already has', (t) => {
  const encode = rowEncoder('t', [
    { name: '__proto__', type: 'VARCHAR' },
    { name: 'constructor', type: 'VARCHAR' },
  ]);

  t.is(encode({ ['__proto__']: 'x' }), '{"__proto__":"x"}\n');
});
