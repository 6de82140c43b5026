import { readdir, readFile } from 'node:fs/promises';
import { manifestSchema } from '@agnes/sdk';
import test from 'ava';
import { hookContracts } from '../../host/kernel/hook-contracts.ts';
import { hookOverview } from '../../host/kernel/hook-overview.ts';
import { hookRules } from '../../host/kernel/hook-rules.ts';
import { createHooks } from '../../host/kernel/hooks.ts';

const pagesOf = async () => {
  const files = (await readdir('docs/hooks')).filter((file) => file.endsWith('.md'));
  return Promise.all(
    files.map(async (file) => ({
      name: file.slice(0, -3),
      text: await readFile(`docs/hooks/${file}`, 'utf8'),
    })),
  );
};

test('docs/hooks has one page for every hook, and no other, and docs/hooks.md lists each', async (t) => {
  const index = await readFile('docs/hooks.md', 'utf8');
  const names = (await pagesOf()).map(({ name }) => name);

  t.deepEqual(names.toSorted(), Object.keys(createHooks()).sort());
  t.deepEqual(
    names.filter((name) => !index.includes(`[${name}](hooks/${name}.md)`)),
    [],
  );
});

test('every page has the same rows and an example that is a file', async (t) => {
  const rows = (await pagesOf()).map(({ text }) => [
    ...text.matchAll(/^\| \*\*(\w+(?: \w+)?)\*\* \| \S/gm).map(([, row]) => row),
    text.includes('<!-- example: hooks/'),
  ]);

  t.deepEqual(
    rows,
    rows.map(() => ['When', 'Args', 'Result', 'On error', 'Kind', 'Deadline', 'Stability', true]),
  );
});

test('every page says the kind and the deadline that the host has', async (t) => {
  const hooks = createHooks();
  const told = (await pagesOf()).map(({ name, text }) => [
    name,
    /\*\*Kind\*\* \| (\w+)/.exec(text)?.[1],
    /\*\*Deadline\*\* \| (.*) \|/.exec(text)?.[1],
  ]);

  const real = Object.entries(hookRules).map(([name, { timeoutMs }]) => [
    name,
    hooks[name as keyof typeof hooks].kind as string,
    `${timeoutMs / 1000} s`,
  ]);

  t.deepEqual(told.toSorted(), real.toSorted());
});

test('administrators are told of every hook when it is called and how stable it is in the words of its page', async (t) => {
  const pages = (await pagesOf()).map(({ name, text }) => [
    name,
    text.split('\n')[2],
    /\*\*Stability\*\* \| (\w+)/.exec(text)?.[1],
  ]);

  const told = hookOverview([]).map(({ name, doc, stability }) => [name, doc, stability as string]);

  t.deepEqual(told.toSorted(), pages.toSorted());
});

test('what the kit calls taps with is what the hook itself takes back', (t) => {
  const { beforeExtract, beforeQuery, catalogEnrich } = hookContracts;

  t.deepEqual(
    hookRules.beforeExtract.check(beforeExtract.sample, beforeExtract.sample),
    beforeExtract.sample,
  );
  t.deepEqual(hookRules.beforeQuery.check(beforeQuery.sample, beforeQuery.sample), beforeQuery.sample);
  t.deepEqual(
    hookRules.catalogEnrich.check(catalogEnrich.sample, catalogEnrich.sample),
    catalogEnrich.sample,
  );
});

test('a manifest can declare every hook, and no other', (t) => {
  const { taps } = manifestSchema.properties.contributes.properties.hooks.items.properties;

  t.deepEqual(
    taps.items.anyOf.map((one) => one.const).toSorted(),
    Object.keys(createHooks()).sort() as string[],
  );
});
