import { resolve } from 'node:path';
import test from 'ava';
import { type Child, startChild } from '../../host/kernel/child-process.ts';

const sends = (...args: string[]): Child =>
  startChild({ program: resolve(import.meta.dirname, '../fixtures/child/sends.ts'), args });

test('messages end when the child does', async (t) => {
  t.deepEqual(await Array.fromAsync(sends('{"a":1}\n', '3').channel.messages), [
    { a: 1 },
    { a: 1 },
    { a: 1 },
  ]);
});

test('a line that is no JSON is an error', async (t) => {
  await t.throwsAsync(Array.fromAsync(sends('no json\n').channel.messages), { instanceOf: SyntaxError });
});

test('a line without an end is not held beyond 8 MiB', async (t) => {
  const child = sends('xxxxxxxxxxxxxxxx', String(1024 * 1024));

  await t.throwsAsync(Array.fromAsync(child.channel.messages), { instanceOf: RangeError });
  child.kill();
});

test('what is left of a line when the child dies is dropped', async (t) => {
  t.deepEqual(await Array.fromAsync(sends('1\n2').channel.messages), [1]);
});
