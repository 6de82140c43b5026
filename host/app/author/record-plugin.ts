import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkerFor, type DiscoveredTable, Secret } from '@agnes/sdk';
import type { Command } from '@agnes/sdk/extract';
import type { Exchange } from '../../kernel/broker-recorder.ts';
import { hostRules } from '../../kernel/broker-rules.ts';
import { runConnector } from '../../kernel/connector-run.ts';
import type { ConnectorOrder, ConnectorOutcome } from '../../kernel/connector-run-order.ts';
import { storeTree } from '../../kernel/plugin-store.ts';
import type { Invocation } from '../invocation.ts';
import type { Answer, AuthorRequest } from './answer.ts';
import { cassetteText } from './cassette.ts';
import {
  notRecordable,
  recordingFailed,
  settingsNotNamed,
  settingsRefused,
  settingsUnreadable,
  tableNotOffered,
} from './errors.ts';
import type { FixtureTable } from './fixtures.ts';
import { type OpenPlugin, openPlugin } from './open-plugin.ts';
import { Published } from './published.ts';
import { secretNames } from './secret-settings.ts';
import { planOf } from './stage.ts';

/** Runs a connector against its real server and writes down what was answered, without secrets. */
export const recordPlugin = async (
  { folder, settings, tables, name = 'default' }: AuthorRequest,
  env: Invocation['env'],
): Promise<Answer> => {
  const plugin = await openPlugin(folder);
  if (!/^[a-z0-9][a-z0-9-]{0,40}$/.test(name))
    throw notRecordable({ reason: `"${name}" is no name of a cassette` });
  const config = await settingsIn(plugin, settings);
  const work = await mkdtemp(join(await realpath(tmpdir()), 'agnes-record-'));
  try {
    const { text, ...seen } = await recorded({ plugin, config, env, work, wanted: tables?.split(',') });
    await mkdir(join(folder, 'cassettes'), { recursive: true });
    const file = join(folder, 'cassettes', `${name}.json`);
    await writeFile(file, text);
    return {
      data: { id: plugin.manifest.id, file, ...seen },
      text: [
        `${file}: ${seen.requests} requests, tables ${seen.tables.join(', ')}`,
        'Look through it before you share it: what the server said of people and things is in it.',
      ],
    };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

interface Recording {
  readonly plugin: OpenPlugin;
  readonly config: Readonly<Record<string, unknown>>;
  readonly env: Invocation['env'];
  readonly work: string;
  readonly wanted: readonly string[] | undefined;
}

const settingsIn = async (
  { manifest }: OpenPlugin,
  file: string | undefined,
): Promise<Recording['config']> => {
  const [connector] = manifest.contributes.connectors ?? [];
  if (connector?.runtime !== 'stream' || !manifest.capabilities?.network)
    throw notRecordable({ reason: 'it brings no connector whose requests the host carries' });
  if (file === undefined) throw settingsNotNamed({});
  const checked = checkerFor(connector.config.schema)(await jsonIn(file));
  if (checked.ok) return Object(checked.value);
  throw settingsRefused({ file, faults: checked.faults.map(({ loc, msg }) => `${loc} ${msg}`) });
};

const jsonIn = async (file: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    const isSyntax = cause instanceof SyntaxError;
    throw settingsUnreadable(
      { file, reason: isSyntax ? 'is not JSON' : 'is not there or not readable' },
      { cause },
    );
  }
};

const recorded = async (recording: Recording) => {
  const { plugin, config, env, wanted } = recording;
  const exchanges: Exchange[] = [];
  const run = await runnerOf(recording, exchanges);
  await run('check', []);
  const { discovered } = await run('discover', []);
  const chosen = chosenOf(discovered, wanted);
  const plans = chosen.map(planFor);
  const outcome = await run('read', plans.map(planOf));
  const published = new Published(plans.map(planOf));
  await published.take(outcome);
  const tables = plans.map((plan): FixtureTable => ({ plan, rows: published.rowsOf(plan.id).length }));
  const secrets = secretNames(plugin.manifest, config).flatMap((name) => secretIn(env, name) ?? []);
  const { manifest } = plugin;
  const text = cassetteText({ manifest, config, exchanges, discovered, tables, secrets, at: new Date() });
  return { text, requests: exchanges.length, tables: chosen.map(({ name }) => name) };
};

/** The tables that were asked for, or all; none of them is left out in silence. */
const chosenOf = (discovered: readonly DiscoveredTable[], wanted?: readonly string[]) => {
  const offered = discovered.map(({ name }) => name);
  const names = (wanted ?? []).filter((name) => !offered.includes(name));
  if (names.length > 0 || offered.length === 0) throw tableNotOffered({ names, offered });
  return discovered.filter(({ name }) => wanted === undefined || wanted.includes(name));
};

const planFor = ({ name, sourceTable, bucket, primaryKey = [] }: DiscoveredTable, index: number) => ({
  id: `t${index + 1}`,
  name,
  sourceTable,
  ...(bucket !== undefined && { bucket }),
  primaryKey: [...primaryKey],
});

const secretIn = (env: Invocation['env'], name: string): Secret | undefined => {
  const value = env[name];
  return value === undefined || value === '' ? undefined : new Secret(value);
};

/** Runs one task after another, from a copy that cannot be written; what fails ends the recording. */
const runnerOf = async ({ plugin, config, env, work }: Recording, exchanges: Exchange[]) => {
  const { manifest } = plugin;
  const [contribution] = manifest.contributes.connectors ?? [];
  if (!contribution) throw notRecordable({ reason: 'it brings no connector' });
  const folder = await storeTree(plugin.tree, join(work, 'store'));
  const { id, version } = manifest;
  const kept = manifest.capabilities?.state && (await mkdtemp(join(work, 'kept-')));
  return async (command: Command, tables: ConnectorOrder['tables']): Promise<ConnectorOutcome> => {
    const outcome = await runConnector({
      plugin: {
        plugin: id,
        version,
        folder,
        entry: join(folder, contribution.entry),
        manifest,
        contribution,
      },
      command,
      config,
      source: 'recording',
      secrets: (name) => secretIn(env, name),
      tables,
      staging: await mkdtemp(join(work, 'staging-')),
      ...(kept !== undefined && { kept }),
      readable: [],
      // Whoever names a server of their own network in their own settings means it.
      privateAllowed: hostRules(manifest.capabilities?.network, config).map(({ host }) => host),
      limits: { timeoutSec: 600 },
      signal: new AbortController().signal,
      onProgress: () => {},
      log: () => {},
      onExchange: (exchange) => void exchanges.push(exchange),
    });
    const failed = outcome.tables.flatMap((table) => (table.status === 'failed' ? table.error.message : []));
    const reason = outcome.error?.message ?? failed[0];
    if (reason !== undefined) throw recordingFailed({ step: command, reason });
    return outcome;
  };
};
