import { resolve } from 'node:path';
import test from 'ava';
import { type Child, startChild } from '../../host/kernel/child-process.ts';

const fixture = (name: string): string => resolve(import.meta.dirname, '../fixtures/child', name);

const sends = (...args: string[]): Child => startChild({ program: fixture('sends.ts'), args });

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

test('a child that dies without having read what it was sent ends its messages all the same', async (t) => {
  const child = startChild({ program: fixture('deaf.ts') });
  const messages = child.channel.messages[Symbol.asyncIterator]();
  await messages.next();
  await child.channel.send('never read');

  child.kill();

  t.deepEqual(await messages.next(), { done: true, value: undefined });
});

test('a child that dies in the middle of a message is an error of the call that sends, and of nothing else', async (t) => {
  const up = Promise.withResolvers<string>();
  const child = startChild({ program: fixture('sleeps.ts'), onLine: (_, text) => up.resolve(text) });
  await up.promise;
  const sent = child.channel.send('x'.repeat(8_000_000));

  child.kill();

  await t.throwsAsync(sent);
});
