import test from 'ava';
import { metricOf } from '../../metrics/metric.ts';
import { faultText } from '../../metrics/metric-fault.ts';
import { readMetrics } from '../../metrics/read-metrics.ts';
import { metricFiles, metricYaml } from '../../metrics/write-metric.ts';

const faultsIn = (text: string): readonly string[] => readMetrics(text).faults.map(faultText);

const whole = metricOf({
  name: 'Net revenue (€)',
  category: 'finance',
  display_name: 'Net: revenue',
  description: 'First line\n\n  # no comment\nlast: "line"\t',
  unit: '%',
  grain: 'daily',
  table_name: 'orders',
  tables: ['orders', 'yes', '1'],
  expression: 'sum(amount)',
  time_column: 'ordered_at',
  dimensions: ['- region', '*alias', '&anchor', '!tag'],
  filters: ["state <> 'void' -- really"],
  synonyms: ['null', '~', ' padded '],
  notes: ['\u0007 bell', 'x'.repeat(300)],
  sql: 'SELECT\r\n  sum(amount)\nFROM orders\n',
  sql_variants: { by_region: 'SELECT 1', 'Team 2': 'SELECT 2' },
  validation: { 'a b': [1, null, { deep: 'x' }], same: [1, null, { deep: 'x' }], '2026-01-01': true },
});

test('one metric or a list is read; what the file calls otherwise is the same', (t) => {
  const one = readMetrics(
    'name: revenue\ncategory: finance\ntable: orders\nnotes: Without tax.\nsql_by_day: SELECT 2\nsql: SELECT 1\n',
  );
  const list = readMetrics(
    '- {name: a, category: x, sql: SELECT 1}\n- {name: b, category: x, expression: count(*)}\n',
  );
  const none = readMetrics('[]');

  t.deepEqual([one.faults, list.faults, none.faults], [[], [], []]);
  t.deepEqual(one.metrics, [
    metricOf({
      ...{
        name: 'revenue',
        category: 'finance',
        table_name: 'orders',
        notes: ['Without tax.'],
        sql: 'SELECT 1',
      },
      sql_variants: { by_day: 'SELECT 2' },
    }),
  ]);
  t.deepEqual(
    list.metrics.map(({ id, sql }) => [id, sql]),
    [
      ['x/a', 'SELECT 1'],
      ['x/b', ''],
    ],
  );
  t.deepEqual(none.metrics, []);
});

test('a metric that is written reads back as the same metric', (t) => {
  const smallest = metricOf({ name: 'a', category: 'b', expression: 'count(*)' });

  for (const metric of [whole, smallest]) {
    const { metrics, faults, warnings } = readMetrics(metricYaml(metric));
    t.deepEqual([metrics, faults, warnings], [[metric], [], []]);
  }
  t.deepEqual(readMetrics(metricYaml(whole) + metricYaml(smallest)).metrics, [whole, smallest]);
});

test('names of files are plain, stay below the folder and never fall together', (t) => {
  const of = (category: string, name: string) => ({ id: `${category}/${name}`, category, name });
  const metrics = [
    of('Finance', 'Net revenue (€)'),
    of('finance', 'net-revenue'),
    of('...', '€'),
    of('a b', '..x'),
  ];

  t.deepEqual(
    [...metricFiles(metrics).values()],
    ['finance/net_revenue.yml', 'finance/net_revenue_2.yml', 'metric/metric.yml', 'a_b/x.yml'],
  );
});

test('each fault names the item, the key, the rule and the line', (t) => {
  const text = [
    '- name: a',
    '  category: x',
    '- name: b',
    '  category: x',
    '  sql: 3',
    '  tables: [1]',
    '- just text',
    '- {name: c/d, category: " x", sql: s, id: other}',
    '- {category: x, sql: s, sql_by_day: []}',
    '- {name: e, category: x, sql: s, id: y/e}',
  ].join('\n');

  t.deepEqual(faultsIn(text), [
    'line 1: x/a, sql: is missing, and there is no expression either',
    'line 5: x/b, sql: must be text',
    'line 6: x/b, tables.0: must be text',
    'line 7: #3: it is no metric; fields with values are wanted',
    'line 8:  x/c/d, name: must hold no slash and no control character, and no blank at its ends',
    'line 8:  x/c/d, category: must hold no slash and no control character, and no blank at its ends',
    'line 9: #5, name: is missing',
    'line 9: #5, sql_variants.by_day: must be text',
    'line 10: x/e, id: must be category/name, "x/e"',
  ]);
  t.deepEqual(faultsIn('- {name: a, category: x, sql: s}\n- {name: a, category: x, sql: s}'), [
    'x/a, name: is in the file 2 times',
  ]);
  t.deepEqual(readMetrics('{name: a, category: x, sql: s, sytonyms: [b]}').warnings.map(faultText), [
    'line 1: x/a, sytonyms: is no field of a metric and is left out',
  ]);
});

test('the files of a catalog export are taken, and its index is passed over', (t) => {
  const index = readMetrics('- {name: a, display_name: A, category: x, grain: daily, file: x/a.yml}');
  const one = readMetrics(
    '# generated\n- name: a\n  category: x\n  table: orders\n  expression: count(*)\n  dimensions: []\n',
  );

  t.deepEqual([index.metrics, index.faults], [[], []]);
  t.regex(index.warnings.map(faultText).join(), /index of an export/);
  t.is(one.metrics[0]?.table_name, 'orders');
});

test('hostile YAML is refused with a rule, in bounded time', (t) => {
  const laughs = [
    'a: &a [x, x]',
    ...Array.from(
      { length: 30 },
      (_, i) => `b${i}: &b${i} [*${i ? `b${i - 1}` : 'a'}, *${i ? `b${i - 1}` : 'a'}]`,
    ),
  ];
  const hostile: Readonly<Record<string, RegExp>> = {
    [laughs.join('\n')]: /anchor &a is not taken/,
    'name: &x a\ncategory: *x\nsql: s': /anchor &x is not taken/,
    'a: *a': /alias \*a is not taken/,
    ['&a '.repeat(300_000)]: /anchor &a is not taken/,
    ['- '.repeat(60_000)]: /nested/,
    [`a: [${'x,'.repeat(500_000)}]`]: /more values/,
    '!!js/function "x"': /tag/i,
    'name: !custom a': /tag/i,
    'name: a\nname: b': /key "name" is there twice/,
    '__proto__: {name: a}': /"__proto__" is not taken/,
    '? [a, b]\n: c': /key is no plain text/,
    '--- {name: a}\n--- {name: b}': /multiple documents/i,
    [`${'['.repeat(200)}${']'.repeat(200)}`]: /nested/,
    ['['.repeat(100_000)]: /nested|./,
    [`a: [${'x,'.repeat(60_000)}]`]: /more than 50000 values/,
    [Array.from({ length: 60_000 }, (_, i) => `k${i}:`).join('\n')]: /more values/,
    [' '.repeat(1024 * 1024 + 1)]: /larger than 1048576 bytes/,
    [`[${'{},'.repeat(1_001)}]`]: /at most 1000/,
    [`[${','.repeat(90_000)}]`]: /Unexpected ,/,
    '': /no metric/,
    'a: "\\xZZ"': /./,
    '\u0000': /./,
  };

  for (const [text, rule] of Object.entries(hostile)) {
    const { metrics, faults } = readMetrics(text);
    t.deepEqual(metrics, []);
    t.regex(faults.map(faultText).join('\n'), rule, text.slice(0, 40));
  }
  t.is(Object.hasOwn(Object.prototype, 'name'), false);
});

test('a key that every object has is left out like any other that is no field', (t) => {
  const { metrics, faults, warnings } = readMetrics('{constructor: 1, name: a, category: b, sql: c}');

  t.deepEqual([metrics.length, faults, warnings.map(({ key }) => key)], [1, [], ['constructor']]);
});
