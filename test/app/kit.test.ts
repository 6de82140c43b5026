import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { type KitResult, runChecks } from '../../host/app/author/kit.ts';
import { testPlugin } from '../../host/app/author/test-plugin.ts';
import { writeReport } from '../../host/app/author/test-report.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { made } from './support/new-plugin-folder.ts';

const edit = async (path: string, change: (text: string) => string): Promise<void> =>
  writeFile(path, change(await readFile(path, 'utf8')));

const failuresOf = async (folder: string) => {
  const { data } = await testPlugin({ folder });
  const results = data['checks'] as readonly KitResult[];
  const failed = results.filter(({ status }) => status === 'failed');
  return { level: data['level'], failed: failed.map(({ check, faults }) => [check, ...(faults ?? [])]) };
};

test.serial(
  'a hook is called: whoever changes what it gets, or answers what no hook takes, breaks a rule',
  async (t) => {
    const folder = await made(t, 'hook');
    const hook = join(folder, 'hook.ts');
    await writeFile(join(folder, 'hook.test.ts'), '');
    const tap = async (body: string) => {
      await writeFile(
        hook,
        `export default { setup: ({ tap }) => tap('beforeExtract', (plan) => { ${body} }) };\n`,
      );
      const { level, failed } = await failuresOf(folder);
      return [level, failed.map(([, fault]) => fault)];
    };

    const changes = await tap('plan.tables.pop();');
    const answers = await tap("return { ...plan, tables: 'all' };");
    await writeFile(
      join(folder, 'fixtures.json'),
      JSON.stringify({ hooks: { beforeExtract: [{ source: { slug: 'payroll', type: 'x' }, tables: [] }] } }),
    );
    const vetoes = await tap(
      "if (plan.source.slug === 'payroll') throw Object.assign(new Error('broken'), { code: 'x' }); return undefined;",
    );

    t.is(changes[0], 'L1');
    t.regex(String(changes[1]), /^beforeExtract: .*Cannot/);
    t.regex(String(answers[1]), /^beforeExtract: .*\/tables/);
    t.regex(String(vetoes[1]), /^beforeExtract: .*broken/);
  },
);

test.serial('a pushed event that is counted twice, and a time of another zone, break a rule', async (t) => {
  const folder = await made(t, 'connector', 'push');
  await writeFile(join(folder, 'connector.test.ts'), '');
  await edit(join(folder, 'connector.ts'), (text) => text.replace("mode: 'merge'", "mode: 'append'"));
  await edit(join(folder, 'fixtures.json'), (text) =>
    text
      .replace('T08:00:00Z', 'T08:00:00+02:00')
      .replace('"event": "parcel.seen"', '"events": "parcel.seen"'),
  );

  const { failed } = await failuresOf(folder);

  // Whether a run that is killed has brought its rows by then is not the same each time.
  const always = failed.filter(([check]) => !check?.startsWith('after a run that was killed'));
  t.deepEqual(always, [
    [
      'what is pushed is signed and named as its webhook says, and a forged one is refused',
      'delivery 0: it has no event at "event"',
    ],
    ['times are told in UTC', '"seen_at" of "lanterns" holds a time of another zone'],
    ['an event that comes once more changes nothing', 'the rows differ'],
    ['a run that goes on from the state of the last one comes to the same rows', 'the rows differ'],
  ]);
});

test('versions of settings without a gap are one rule: what a host would go by is there for each step', async (t) => {
  const folder = await made(t, 'skill');
  const config = { version: 3, schema: { type: 'object', additionalProperties: false, properties: {} } };
  const write = (migrations?: readonly unknown[]) =>
    edit(join(folder, 'agnes.plugin.json'), (text) =>
      JSON.stringify({ ...JSON.parse(text), config: { ...config, ...(migrations && { migrations }) } }),
    );
  await mkdir(join(folder, 'config/migrations'), { recursive: true });
  await writeFile(join(folder, 'config/migrations/1-2.json'), '{"up":[{"run":"rm"}]}');
  await writeFile(join(folder, 'config/first.json'), '{"up":[]}');

  await write();
  const usual = await failuresOf(folder);
  await write([{ from: 1, to: 2, file: 'config/first.json' }]);
  const named = await failuresOf(folder);

  const [[rule, first, second] = [], older] = usual.failed;
  t.is(rule, 'every version of the settings can be brought to the next');
  t.regex(String(first), /from version 1 to 2: config\/migrations\/1-2\.json \/up\/0/);
  t.regex(String(second), /from version 2 to 3: config\/migrations\/2-3\.json is missing/);
  t.deepEqual(older, [
    'settings of older versions are brought to what this one takes',
    'fixtures/settings/1.json is missing: what version 1 left',
    'fixtures/settings/2.json is missing: what version 2 left',
  ]);
  t.is(named.failed.length, 2);
  t.regex(
    String(named.failed[0]?.slice(1)),
    /^"[^"]+" cannot .* from version 2 to 3: the manifest names no file\.$/,
  );
});

test('the rules of a level have a time limit together, and one that is late is told', async (t) => {
  const never = () => new Promise<readonly string[]>(() => {});
  const check = (title: string, run = never) => ({ level: 'L4', title, run }) as const;

  const limits = { ruleMs: 20, suiteMs: 20 };
  const results = await runChecks([check('one'), check('two')], [], limits);

  t.deepEqual(
    results.map(({ status, faults }) => [status, faults?.[0]]),
    [
      ['failed', 'takes longer than 0.02 s'],
      ['failed', 'the rules of L4 before it took all the time there is'],
    ],
  );
});

test('the report for people holds every rule, and nothing of a plugin as markup', async (t) => {
  const file = join(await tempFolder(t), 'report.html');
  const results = [
    { level: 'L0', check: 'a rule', status: 'failed', faults: ['<script>alert(1)</script>'], ms: 3 },
    { level: 'L1', check: 'another', status: 'skipped', reason: 'It is looked at elsewhere.', ms: 0 },
  ] as const;

  await writeReport(file, {
    id: 'acme/lanterns',
    version: '1.0.0',
    summary: '1 failed; level none',
    results,
  });

  const page = await readFile(file, 'utf8');
  t.regex(page, /a rule<br>&lt;script&gt;alert/);
  t.regex(page, /It is looked at elsewhere\./);
  t.regex(page, /1 failed; level none/);
  await t.throwsAsync(writeReport(join(file, 'x'), { id: '', version: '', summary: '', results }), {
    code: 'report_not_written',
  });
});
