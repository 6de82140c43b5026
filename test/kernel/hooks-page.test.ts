import { readFile } from 'node:fs/promises';
import { manifestSchema } from '@agnes/sdk';
import test from 'ava';
import { hookRules } from '../../host/kernel/hook-rules.ts';
import { createHooks } from '../../host/kernel/hooks.ts';

const sectionsOf = async () =>
  (await readFile('docs/hooks.md', 'utf8'))
    .split(/^## /m)
    .slice(1)
    .map((section) => ({ name: section.split('\n')[0] ?? '', section }));

test('docs/hooks.md has one section for every hook, and no other', async (t) => {
  const names = (await sectionsOf()).map(({ name }) => name);

  t.deepEqual(names.toSorted(), Object.keys(createHooks()).sort());
});

test('every section has the same rows and an example that is a file', async (t) => {
  const rows = (await sectionsOf()).map(({ section }) => [
    ...section.matchAll(/^\| \*\*(\w+(?: \w+)?)\*\* \| \S/gm).map(([, row]) => row),
    section.includes('<!-- example: hooks/'),
  ]);

  t.deepEqual(
    rows,
    rows.map(() => ['Kind', 'Called by', 'Returning', 'Throwing', true]),
  );
});

test('every section says the kind and the deadline that the host has', async (t) => {
  const hooks = createHooks();
  const told = (await sectionsOf()).map(({ name, section }) => [
    name,
    /\*\*Kind\*\* \| (.*) \|/.exec(section)?.[1] ?? '',
  ]);

  const real = Object.entries(hookRules).map(([name, { timeoutMs }]) => [
    name,
    `${hooks[name as keyof typeof hooks].kind}, ${timeoutMs / 1000} s`,
  ]);

  t.deepEqual(told, real);
});

test('a manifest can declare every hook, and no other', (t) => {
  const { taps } = manifestSchema.properties.contributes.properties.hooks.items.properties;

  t.deepEqual(
    taps.items.anyOf.map((one) => one.const).toSorted(),
    Object.keys(createHooks()).sort() as string[],
  );
});
