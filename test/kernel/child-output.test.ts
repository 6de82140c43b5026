import { resolve } from 'node:path';
import test from 'ava';
import { limited } from '../../host/kernel/child-output.ts';
import { startChild } from '../../host/kernel/child-process.ts';

const program = (name: string): string => resolve(import.meta.dirname, '../fixtures/child', name);

test('output comes line by line, without control characters, and a long line is cut', async (t) => {
  const lines: string[] = [];

  await startChild({
    program: program('noisy.ts'),
    onLine: (stream, line) => lines.push(`${stream}:${line}`),
  }).exited;

  t.deepEqual(
    lines.filter((line) => line.startsWith('stdout')),
    ['stdout:first', 'stdout:second  [31mred [0m', `stdout:${'x'.repeat(8 * 1024)}`, 'stdout:ééé'],
  );
  t.true(lines.includes('stderr:unfinished'));
});

test('a child that prints more than 1 MB is read to the end and cut short', async (t) => {
  const lines: string[] = [];

  const { code } = await startChild({ program: program('flood.ts'), onLine: (_, line) => lines.push(line) })
    .exited;

  t.is(code, 0);
  t.is(lines.length, 1_048);
});

test('once a minute has passed, the lines that were dropped are counted and output goes on', (t) => {
  const lines: string[] = [];
  let now = 0;
  const onLine = limited(
    (_, line) => lines.push(line),
    () => now,
  );
  onLine('stdout', 'x'.repeat(1024 * 1024 - 1));
  onLine('stdout', 'lost');
  onLine('stdout', 'lost too');

  now = 60_000;
  onLine('stdout', 'seen');

  t.deepEqual(lines.slice(1), ['(2 lines were dropped: more than 1 MB in a minute)', 'seen']);
});
