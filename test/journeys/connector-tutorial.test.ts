import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'ava';
import { type Machine, newMachine } from '../cli/run-agnes.ts';

/** One step of the page: something to type, or a file to write. */
type Step = { readonly type: readonly string[] } | { readonly file: string; readonly text: string };

/** What the page tells its readers to do, in its order. A file is named in the line above its fence. */
const stepsOf = async (page: string): Promise<readonly Step[]> => {
  const text = await readFile(page, 'utf8');
  const fences = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)];
  return fences.flatMap(({ index, 1: language, 2: body = '' }): readonly Step[] => {
    if (language === 'sh')
      return body
        .trim()
        .split('\n')
        .map((line) => ({ type: line.split(' ') }));
    const named = [...text.slice(0, index).matchAll(/Put this into `([^`]+)`/g)].at(-1);
    return [{ file: named?.[1] ?? '', text: body }];
  });
};

const take = async (machine: Machine, step: Step): Promise<string> => {
  if ('file' in step) {
    const path = machine.path(step.file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, step.text);
    return `wrote ${step.file}`;
  }
  const { code, stdout, stderr } = await machine.run(step.type.slice(2), { cwd: dirname(machine.path('x')) });
  return code === 0 ? stdout : `${step.type.join(' ')} ended with ${code}: ${stdout}${stderr}`;
};

test('every step of the tutorial does what it says, and ends with a connector that keeps every rule', async (t) => {
  t.timeout(400_000);
  const machine = await newMachine(t, 'http://127.0.0.1:9');
  await mkdir(machine.workspace, { recursive: true });
  const told: string[] = [];

  for (const step of await stepsOf('docs/connector-tutorial.md')) told.push(await take(machine, step));

  const [, first, , , , , , whole, , , changed, explained, packed] = told;
  t.is(told.length, 13);
  t.regex(first ?? '', /28 passed, 0 failed/);
  t.regex(whole ?? '', /35 passed, 0 failed/);
  t.regex(changed ?? '', /35 passed, 0 failed/);
  t.regex(explained ?? '', /Confinement: confined/);
  t.regex(packed ?? '', new RegExp(`${join(machine.workspace, 'tickets-1.0.0.tgz')}[^]*integrity +sha256-`));
});
