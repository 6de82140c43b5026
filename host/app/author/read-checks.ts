import { isDeepStrictEqual } from 'node:util';
import type { ConnectorOutcome } from '../../kernel/connector-run-order.ts';
import type { FixtureTable } from './fixtures.ts';
import type { KitCheck } from './kit.ts';
import { troubleOf } from './offer-checks.ts';
import { Published } from './published.ts';
import type { Stage } from './stage.ts';

/** L4: what a read brings. The host itself refuses values that do not fit their columns. */
export const readChecks = (stage: Stage): readonly KitCheck[] => [
  {
    level: 'L4',
    title: 'every table is read, with its columns and all of its rows',
    run: async () => {
      const { outcome } = await stage.baseline();
      const published = new Published(stage.plans);
      await published.take(outcome);
      const { tables } = stage.parts.fixtures;
      return [...troubleOf(outcome), ...tables.flatMap((table) => tableFaults(table, outcome, published))];
    },
  },
  {
    level: 'L4',
    title: 'no primary key is empty, and none comes twice',
    run: async () => {
      const published = new Published(stage.plans);
      await published.take((await stage.baseline()).outcome);
      return stage.parts.fixtures.tables.flatMap((table) => keyFaults(table, published));
    },
  },
];

/** What of a table is another than the fixtures say. */
export const tableFaults = (
  { plan: { id, name }, columns, rows }: FixtureTable,
  outcome: ConnectorOutcome,
  published: Published,
): readonly string[] => {
  const table = outcome.tables.find((one) => one.id === id);
  if (table?.status !== 'read') {
    return [`"${name}" is not read${table?.status === 'failed' ? `: ${table.error.message}` : ''}`];
  }
  const [format] = table.files.map((file) => file.format);
  const declared = format && 'columns' in format ? (format.columns ?? []).map((column) => column.name) : [];
  const found = published.rowsOf(id).length;
  const isDeclared = columns === undefined || isDeepStrictEqual(declared, columns);
  return [
    ...(isDeclared ? [] : [`"${name}" has the columns ${declared.join(', ')}`]),
    ...(rows === undefined || rows === found ? [] : [`"${name}" has ${found} rows, not ${rows}`]),
  ];
};

const keyFaults = (
  { plan: { id, name, primaryKey } }: FixtureTable,
  published: Published,
): readonly string[] => {
  if (primaryKey.length === 0) return [];
  const keys = published.rowsOf(id).map((row) => primaryKey.map((column) => row[column]));
  const isEmpty = keys.some((key) => key.some((value) => value === null || value === undefined));
  const isTwice = new Set(keys.map((key) => JSON.stringify(key))).size < keys.length;
  return [
    ...(isEmpty ? [`a row of "${name}" has no ${primaryKey.join(', ')}`] : []),
    ...(isTwice ? [`two rows of "${name}" have the same ${primaryKey.join(', ')}`] : []),
  ];
};
