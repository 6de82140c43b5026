import { readdir, readFile } from 'node:fs/promises';
import test from 'ava';
import { operations } from '../../host/app/operations.ts';
import { frontMatter } from '../../marketplace/normalise/front-matter.ts';
import { scanFile } from '../../marketplace/normalise/scan.ts';
import { callsIn, faultsOf } from '../support/agnes-calls.ts';

const folder = 'plugins/agnes-core/skills';
const names = await readdir(folder);
const skills = await Promise.all(
  names.map(async (name) => ({ name, text: await readFile(`${folder}/${name}/SKILL.md`, 'utf8') })),
);

test('every skill that comes with the host is listed, named as its folder, described, short and passes the scan', async (t) => {
  const manifest = JSON.parse(await readFile('plugins/agnes-core/agnes.plugin.json', 'utf8'));

  t.deepEqual(
    manifest.contributes.skills,
    names.map((name) => ({ path: `skills/${name}` })),
  );
  for (const { name, text } of skills) {
    const { name: own, description = '' } = frontMatter(text);
    t.is(own, name);
    t.true(description.length > 80 && description.length <= 1024, name);
    t.true(text.split('\n').length <= 500, name);
    t.deepEqual(scanFile({ path: `skills/${name}/SKILL.md`, content: Buffer.from(text) }), []);
  }
});

test('every command in a skill is one that the program knows', (t) => {
  for (const { name, text } of skills) {
    const calls = callsIn(text);
    t.true(calls.length > 3, name);
    t.deepEqual(calls.flatMap(faultsOf), [], name);
  }
});

test('every route in a skill is one that the host has', (t) => {
  const routes = new Set<string>(operations.map(({ route }) => route));
  for (const { name, text } of skills)
    for (const [route] of text.matchAll(/\b(?:GET|POST|PUT|PATCH|DELETE) \/[\w/:.-]*/g))
      t.true(routes.has(route), `${name}: ${route}`);
});
