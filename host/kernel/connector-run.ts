import { stat } from 'node:fs/promises';
import { type Failure, failureOf } from '@agnes/sdk/extract';
import { type Broker, createBroker } from './broker.ts';
import { recordedBroker } from './broker-recorder.ts';
import { hostRules, metadataRules } from './broker-rules.ts';
import { stampOf } from './code-failure.ts';
import { checkNamedFile, refuseLinks } from './connector-run-folder.ts';
import { checkOutput, limitsOf } from './connector-run-limits.ts';
import type { ConnectorOrder, ConnectorOutcome } from './connector-run-order.ts';
import { secretsFor, writesExtract } from './connector-run-secrets.ts';
import { runSession, writableOf } from './connector-run-session.ts';
import type { TableOutcome } from './connector-run-tables.ts';
import { type RunFigures, runEnd, tellUse, traceOf } from './run-record.ts';
import { socketGrant } from './socket-grant.ts';
import { runTraces } from './traces.ts';
import { watchedBroker } from './watched-broker.ts';

/** Runs a connector in a confined child process. Never throws for what a plugin or a source does. */
export const runConnector = async (order: ConnectorOrder): Promise<ConnectorOutcome> => {
  const begun = performance.now();
  const figures = { peakBytes: 0, bytes: 0 };
  const outcome = await ranConnector(order, figures);
  const ms = performance.now() - begun;
  if (runTraces.hasSubscribers) runTraces.publish(traceOf(order, outcome, ms));
  order.plugin.ledger?.ran(runEnd(order, outcome, { ...figures, ms }));
  return outcome;
};

const ranConnector = async (order: ConnectorOrder, figures: RunFigures): Promise<ConnectorOutcome> => {
  const { staging, kept, readable } = order;
  const folders = [staging, ...(kept === undefined ? [] : [kept]), ...writableOf(order), ...readable];
  const before = await failureFrom(() => checkFolders(folders));
  if (before) return failed(order, before);
  const { onExchange } = order;
  const way = brokerOf(order);
  await using broker = onExchange ? recordedBroker(way, onExchange) : way;
  let given: Given = {};
  const missing = await failureFrom(async () => {
    given = await givenTo(order, broker);
  });
  if (missing) return failed(order, missing);
  tellUse({ ...order, ...given });
  const { talk, error, peakBytes } = await runSession({ ...order, ...given }, broker);
  figures.peakBytes = peakBytes;
  const after = await failureFrom(async () => {
    await checkFolders(folders);
    figures.bytes = await checkOutput({ ...order, ...given });
  });
  if (after) return failed(order, after);
  const told = talk.tables.outcomes(error);
  const outcomes = writesExtract(order) ? told.map(leftInExtract) : told;
  const tables = await Promise.all(outcomes.map((table) => checkFiles(table, folders, order.pipes)));
  return {
    ok: error === undefined,
    ...(error && { error }),
    tables,
    discovered: talk.discovered,
    notices: talk.notices,
    ...(error === undefined && talk.answer.done && { done: talk.answer.done }),
  };
};

type Given = Pick<ConnectorOrder, 'handed' | 'sockets' | 'begunAt'>;

/** What is found out when a run starts. */
export const givenTo = async (order: ConnectorOrder, broker: Broker): Promise<Given> => {
  const { plugin, config, privateAllowed, outbound, staging } = order;
  const sockets = socketGrant({ manifest: plugin.manifest, config, privateAllowed, ...outbound });
  return {
    handed: await secretsFor(order, broker),
    ...(sockets && { sockets }),
    begunAt: (await stat(staging)).ctimeMs,
  };
};

/** The way out of an order: the hosts its manifest declares, with the secrets of its source. */
export const brokerOf = ({
  plugin,
  config,
  secrets,
  privateAllowed,
  outbound,
  staging,
  limits,
  signal,
  standIn,
}: ConnectorOrder): Broker => {
  const { maxOutputMb } = limitsOf(limits, plugin.manifest);
  const { metadata, network } = plugin.manifest.capabilities ?? {};
  const allow = [...metadataRules(metadata, config), ...hostRules(network, config)];
  const way = createBroker({
    allow,
    secrets,
    privateAllowed,
    ...(outbound && { outbound }),
    ...(standIn !== undefined && { standIn }),
    staging,
    signal,
    limits: { downloadBytes: maxOutputMb * 1024 * 1024 },
  });
  return watchedBroker(way, { code: stampOf(plugin), allow, ledger: plugin.ledger });
};

/** What a connector of the runtime `duckdb` says nothing about is in the extract it wrote, or it is not. */
const leftInExtract = (table: TableOutcome): TableOutcome =>
  table.status === 'failed' && table.error.code === 'nothing_read'
    ? { id: table.id, status: 'read', mode: 'replace', files: [] }
    : table;

const checkFolders = async (folders: readonly string[]): Promise<void> => {
  await Promise.all(folders.map(refuseLinks));
};

const checkFiles = async (
  table: TableOutcome,
  folders: readonly string[],
  pipes: ReadonlySet<string> = new Set(),
): Promise<TableOutcome> => {
  if (table.status !== 'read') return table;
  const error = await failureFrom(async () => {
    const named = [...table.files, ...(table.deletes ? [table.deletes] : [])];
    // What a pipe held is read already.
    const files = named.filter(({ path }) => !pipes.has(path));
    await Promise.all(files.map(({ path }) => checkNamedFile(path, folders)));
  });
  return error ? { id: table.id, status: 'failed', error } : table;
};

const failed = ({ command, tables }: ConnectorOrder, error: Failure): ConnectorOutcome => ({
  ok: false,
  error,
  tables: (command === 'read' ? tables : []).map(({ id }) => ({ id, status: 'failed', error })),
  discovered: [],
  notices: [],
});

const failureFrom = async (work: () => Promise<void>): Promise<Failure | undefined> => {
  try {
    await work();
    return undefined;
  } catch (error) {
    return failureOf(error);
  }
};
