import { basename, extname } from 'node:path';
import { childFailure, stampOf } from './code-failure.ts';
import type { ConnectorOrder, ConnectorOutcome } from './connector-run-order.ts';
import { writesExtract } from './connector-run-secrets.ts';
import { grantName } from './grants.ts';
import type { CodeFailure, LineLevel, RunEnd } from './ledger.ts';
import type { RunTrace } from './traces.ts';

/** What is measured while a run goes on. */
export interface RunFigures {
  /** Highest resident memory that was seen. */
  peakBytes: number;
  /** Bytes in staging at the end. */
  bytes: number;
}

/** A run as the ledger keeps it. */
export const runEnd = (
  order: ConnectorOrder,
  outcome: ConnectorOutcome,
  figures: RunFigures & { readonly ms: number },
): RunEnd => ({
  ...stampOf(order.plugin),
  command: order.command,
  ...(order.source !== undefined && { source: order.source }),
  ...figures,
  failures: failuresOf(order, outcome),
});

/** Tells which of its powers a run has that do not go through the broker. */
export const tellUse = (order: ConnectorOrder): void => {
  const { plugin, sockets, kept, job, handed = {} } = order;
  const code = stampOf(plugin);
  const { files = [], duckdbExtensions = [], sockets: asked = [] } = plugin.manifest.capabilities ?? {};
  const read = order.readable.filter((path) => path !== job?.catalog);
  const names = [
    ...(read.length > 0 ? files.map((item) => grantName('files', item)) : []),
    ...(writesExtract(order) ? ['duckdb'] : []),
    ...(writesExtract(order) ? duckdbExtensions.map((item) => grantName('duckdbExtensions', item)) : []),
    ...(sockets ? asked.map((item) => grantName('sockets', item)) : []),
    ...(kept === undefined ? [] : ['state']),
    ...(job?.catalog === undefined ? [] : ['catalog']),
    ...Object.keys(job?.folders ?? {}).map((name) => grantName('folders', { name })),
    ...Object.keys(handed).map((config) => grantName('secrets', { config })),
  ];
  for (const capability of names) plugin.ledger?.used({ ...code, capability });
};

/** What its child says goes into the log of its plugin; the text holds no secret. */
export const sayer = (order: ConnectorOrder): ((level: LineLevel, message: string) => void) => {
  const line = { ...stampOf(order.plugin), during: duringOf(order) };
  return (level, message) => order.plugin.ledger?.said({ ...line, level, message });
};

/** A run as whoever listens in this process is told of it. */
export const traceOf = (
  order: ConnectorOrder,
  { error, tables, discovered }: ConnectorOutcome,
  ms: number,
): RunTrace => {
  const nameOf = (id: string): string => order.tables.find((table) => table.id === id)?.name ?? id;
  return {
    plugin: order.plugin.plugin,
    command: order.command,
    ...(order.source !== undefined && { source: order.source }),
    ms,
    tables: [
      ...tables.map(
        (table) =>
          `${nameOf(table.id)} ${table.status === 'failed' ? `failed (${table.error.message})` : table.status}`,
      ),
      ...discovered.map(({ name }) => name),
    ],
    states: Object.fromEntries(
      tables.flatMap((table) =>
        table.status !== 'failed' && table.state !== undefined ? [[nameOf(table.id), table.state]] : [],
      ),
    ),
    ...(error && { error: `${error.class}: ${error.message}` }),
  };
};

// Somebody cancelled it: that is nobody's fault. What failed with the whole run is told once.
const failuresOf = (order: ConnectorOrder, { error, tables }: ConnectorOutcome): readonly CodeFailure[] => {
  const code = { ...stampOf(order.plugin), during: duringOf(order) };
  const own = tables.flatMap((table) => (table.status === 'failed' ? [table.error] : []));
  const all = error ? [error] : own.slice(0, 20);
  return all.filter((failure) => failure.code !== 'cancelled').map((failure) => childFailure(failure, code));
};

const duringOf = ({ command, source = '', plugin: { entry } }: ConnectorOrder): string =>
  command === 'job' ? `job:${basename(entry, extname(entry))}` : `${command}:${source}`;
