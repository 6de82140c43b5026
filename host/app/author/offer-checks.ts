import { isDeepStrictEqual } from 'node:util';
import { type DiscoveredTable, isColumnType } from '@agnes/sdk';
import type { ConnectorOutcome } from '../../kernel/connector-run-order.ts';
import type { KitCheck } from './kit.ts';
import type { Stage } from './stage.ts';
import type { Call } from './stage-call.ts';

const mostMs = 10_000;
const meant = new Set(['ConfigError', 'AuthError', 'PermissionError']);

/** L2 and L3: the test of the connection, and what there is. */
export const offerChecks = (stage: Stage): readonly KitCheck[] => [
  {
    level: 'L2',
    title: 'a good connection is found good',
    run: async () => troubleOf(await stage.run('check')),
  },
  {
    level: 'L2',
    title: 'settings that are wrong are told as such, within ten seconds',
    run: async () => {
      const all = stage.parts.fixtures.bad.map(({ config }) => refused(stage, { config }));
      return (await Promise.all(all)).flat();
    },
  },
  ...(stage.parts.plugin.manifest.capabilities?.network?.some(({ secret }) => secret)
    ? [wrongSecret(stage)]
    : []),
  {
    level: 'L3',
    title: 'what there is is listed the same each time, under names that SQL takes',
    run: () => listed(stage),
  },
];

/** L2: a server that refuses the secret. */
export const wrongSecret = (stage: Stage): KitCheck => ({
  level: 'L2',
  title: 'a wrong secret is told as such, within ten seconds',
  run: () => refused(stage, { secret: 'wrong-canary-0123456789' }),
});

/** Why a run failed, for people. */
export const troubleOf = ({ ok, error }: ConnectorOutcome): readonly string[] =>
  ok ? [] : [error ? `${error.code}: ${error.message}` : 'it fails and does not say why'];

/** The same with every table that failed by itself. */
export const failuresOf = (outcome: ConnectorOutcome): readonly string[] => [
  ...troubleOf(outcome),
  ...outcome.tables.flatMap((table) => (table.status === 'failed' ? [table.error.message] : [])),
];

const refused = async (stage: Stage, call: Call): Promise<readonly string[]> => {
  const begun = performance.now();
  const { ok, error } = await stage.run('check', call);
  const what = JSON.stringify(call.config ?? 'the wrong secret');
  if (ok || !error) return [`the test of the connection succeeds with ${what}`];
  const faults = meant.has(error.class) ? [] : [`${what} ends as ${error.class}: ${error.message}`];
  return performance.now() - begun < mostMs ? faults : [...faults, `${what} takes longer than ten seconds`];
};

const listed = async (stage: Stage): Promise<readonly string[]> => {
  const first = await stage.run('discover');
  const second = await stage.run('discover');
  const { offered } = stage.parts.fixtures;
  const found = first.discovered.map(({ sourceTable }) => sourceTable).sort();
  const isWhole = offered === undefined || isDeepStrictEqual(found, offered.toSorted());
  return [
    ...troubleOf(first),
    ...(isDeepStrictEqual(first.discovered, second.discovered) ? [] : ['two lists differ']),
    ...(isWhole ? [] : [`it lists ${found.join(', ')}, not ${offered.join(', ')}`]),
    ...nameFaults(first.discovered),
  ];
};

/** What is wrong with the names and types of a list. */
export const nameFaults = (found: readonly DiscoveredTable[]): readonly string[] => {
  const names = found.map(({ name }) => name.toLowerCase());
  const illegal = names.filter((name) => !/^[a-z_][a-z0-9_]{0,63}$/.test(name));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const types = found.flatMap(({ columns = [] }) => columns.map(({ type }) => type));
  return [
    ...illegal.map((name) => `"${name}" is no identifier`),
    ...twice.map((name) => `"${name}" is there twice`),
    ...types.filter((type) => !isColumnType(type)).map((type) => `"${type}" is no type of a column`),
  ];
};
