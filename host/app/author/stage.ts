import { mkdir, mkdtemp } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type ConnectorContribution, checkerFor, type PlannedTable, Secret } from '@agnes/sdk';
import type { Command, DeliveryFile } from '@agnes/sdk/extract';
import { grantedFolders } from '../../extract/granted-folders.ts';
import { runConnector } from '../../kernel/connector-run.ts';
import type { ConnectorOrder, ConnectorOutcome } from '../../kernel/connector-run-order.ts';
import { fixturesInvalid } from './errors.ts';
import { onFirstFile } from './first-file.ts';
import type { FixtureServer } from './fixture-server.ts';
import type { Fixtures } from './fixtures.ts';
import type { OpenPlugin } from './open-plugin.ts';
import { storedDeliveries } from './pushed-events.ts';
import { leaksIn } from './secret-search.ts';
import type { Baseline, Call } from './stage-call.ts';
import { withRows, writtenExtract } from './written-extract.ts';

/** What the checks of one connector share. */
export interface StageParts {
  readonly plugin: OpenPlugin;
  readonly connector: ConnectorContribution;
  readonly fixtures: Fixtures;
  readonly server: FixtureServer;
  /** The copy that is run. */
  readonly stored: string;
  /** Folder for what the runs leave. */
  readonly work: string;
}

/** Runs a connector in the confined child that a host runs it in, against the fixture server. */
export class Stage {
  readonly parts: StageParts;
  /** Where the secret turned up. */
  readonly leaks: string[] = [];

  #baseline: Promise<Baseline> | undefined;
  #deliveries: Promise<readonly DeliveryFile[]> | undefined;

  constructor(parts: StageParts) {
    this.parts = parts;
  }

  /** Every table of the fixtures, to be read whole. */
  get plans(): readonly PlannedTable[] {
    return this.parts.fixtures.tables.map(({ plan }) => planOf(plan));
  }

  /** True for a connector that asks a server. */
  get hasNetwork(): boolean {
    return (this.parts.plugin.manifest.capabilities?.network ?? []).length > 0;
  }

  /** True for a connector that opens DuckDB and leaves an extract of its own. */
  get writesExtract(): boolean {
    return this.parts.connector.runtime === 'duckdb';
  }

  /** One task; whatever it says and leaves is searched for the secret. */
  async run(command: Command, call: Call = {}): Promise<ConnectorOutcome> {
    return (await this.#run(command, call)).outcome;
  }

  async #run(command: Command, call: Call): Promise<Pick<Baseline, 'outcome' | 'extract'>> {
    const staging = await mkdtemp(join(this.parts.work, 'staging-'));
    const rows = await mkdtemp(join(this.parts.work, 'rows-'));
    const log: string[] = [];
    const order = await this.#order(command, { ...call, staging, log });
    using _watch = this.writesExtract && call.onFile ? onFirstFile(staging, call.onFile) : undefined;
    const left = { plans: order.tables, staging };
    const said = await runConnector(order);
    // What is left of a run that was told to end is taken by nobody, and looking at it takes time.
    const isTaken = this.writesExtract && !order.signal.aborted;
    const brought = isTaken ? await writtenExtract(said, left) : { outcome: said };
    const outcome = await withRows(brought.outcome, rows);
    const secret = call.secret ?? this.parts.server.canary;
    const heard = { secret, said: [...log, JSON.stringify(outcome)], folders: [staging, rows] };
    this.leaks.push(...(await leaksIn(heard)));
    return { ...brought, outcome };
  }

  async #order(
    command: Command,
    call: Call & { readonly staging: string; readonly log: string[] },
  ): Promise<ConnectorOrder> {
    const { server, plugin, fixtures } = this.parts;
    const { capabilities } = plugin.manifest;
    const config = this.#filled(server.configured(call.config ?? fixtures.config));
    return {
      plugin: this.#runnable(call),
      command,
      config,
      source: 'kit',
      secrets: () => new Secret(call.secret ?? server.canary),
      tables: call.tables ?? (command === 'read' ? this.plans : []),
      staging: call.staging,
      ...(capabilities?.state && { kept: call.kept ?? (await this.keptFolder()) }),
      ...(capabilities?.duckdbExtensions && { extensionFolder: join(homedir(), '.duckdb', 'extensions') }),
      ...(command === 'read' ? await this.#pushed(config) : { readable: await this.#granted(config) }),
      privateAllowed: ['127.0.0.1'],
      standIn: server.origin,
      limits: { timeoutSec: call.timeoutSec ?? 60 },
      signal: call.signal ?? new AbortController().signal,
      onProgress: () => {},
      log: (line) => void call.log.push(line),
      ...this.#listeners(call),
    };
  }

  /** Who is told how far a run is. */
  #listeners({ onFile, onStarted }: Call): Pick<ConnectorOrder, 'onFile' | 'onStarted'> {
    return {
      ...(onStarted && { onStarted }),
      ...(onFile && !this.writesExtract && { onFile: () => onFile() }),
    };
  }

  /** The first read of everything, and the folder that was kept; what every other read is compared with. */
  baseline(): Promise<Baseline> {
    this.#baseline ??= this.#readFirst();
    return this.#baseline;
  }

  async #readFirst(): Promise<Baseline> {
    const { server } = this.parts;
    const [kept, before] = [await this.keptFolder(), server.requests];
    const read = await this.#run('read', { kept });
    return { ...read, kept, requests: server.requests - before };
  }

  /** A fresh folder as sources keep one from run to run. */
  async keptFolder(): Promise<string> {
    return mkdtemp(join(this.parts.work, 'kept-'));
  }

  /** A fresh folder for a copy of the plugin. */
  async copyFolder(): Promise<string> {
    const folder = join(await mkdtemp(join(this.parts.work, 'copy-')), 'plugin');
    await mkdir(folder);
    return folder;
  }

  /** Events that wait, for a source that they are pushed to. */
  async #pushed(config: Settings): Promise<Pick<ConnectorOrder, 'deliveries' | 'readable'>> {
    const readable = await this.#granted(config);
    if (this.parts.connector.mode !== 'push') return { readable };
    this.#deliveries ??= storedDeliveries(this.parts);
    const deliveries = await this.#deliveries;
    return { deliveries, readable: [...readable, ...deliveries.map(({ path }) => path)] };
  }

  /** Folders that the manifest declares and the settings name: as in a host, below a root, here the files of the fixtures. */
  #granted(config: Settings): Promise<readonly string[]> {
    return grantedFolders({ manifest: this.parts.plugin.manifest, config, roots: [this.#files] });
  }

  get #files(): string {
    return join(this.parts.stored, filesFolder);
  }

  #runnable({ copy }: Call): ConnectorOrder['plugin'] {
    const { plugin, connector, stored } = this.parts;
    const { folder, entry } = copy ?? { folder: stored, entry: connector.entry };
    const { id, version } = plugin.manifest;
    const { manifest } = plugin;
    return { plugin: id, version, folder, entry: join(folder, entry), manifest, contribution: connector };
  }

  #filled(config: Settings): Settings {
    const placed = JSON.parse(JSON.stringify(config).replaceAll('{files}', this.#files));
    const checked = checkerFor(this.parts.connector.config.schema)(placed);
    if (checked.ok) return Object(checked.value);
    throw fixturesInvalid({ faults: checked.faults.map(({ loc, msg }) => `/config${loc} ${msg}`) });
  }
}

type Settings = Readonly<Record<string, unknown>>;

/** Folder of the plugin with the files that a connector of files is tried with. */
const filesFolder = 'fixtures/files';

/** A table to be read whole. */
export const planOf = (plan: Fixtures['tables'][number]['plan']): PlannedTable => ({
  ...plan,
  strategy: plan.cursorColumn === undefined ? 'full_refresh' : 'incremental',
  fullRefresh: true,
});
