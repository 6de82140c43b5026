import { mkdir, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ConnectorContribution, checkerFor, type PlannedTable, Secret } from '@agnes/sdk';
import type { Command, DeliveryFile } from '@agnes/sdk/extract';
import { runConnector } from '../../kernel/connector-run.ts';
import type { ConnectorOrder, ConnectorOutcome } from '../../kernel/connector-run-order.ts';
import { fixturesInvalid } from './errors.ts';
import type { FixtureServer } from './fixture-server.ts';
import type { Fixtures } from './fixtures.ts';
import type { OpenPlugin } from './open-plugin.ts';
import { storedDeliveries } from './pushed-events.ts';

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

/** What one run may have of its own. */
export interface Call extends Partial<Pick<ConnectorOrder, 'tables' | 'signal' | 'onFile'>> {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly secret?: string;
  /** Seconds until the run is ended; else 60. */
  readonly timeoutSec?: number;
  /** Absolute path of another copy of the plugin, and the file in it. */
  readonly copy?: { readonly folder: string; readonly entry: string };
  /** Folder the source keeps. Absent: a fresh one, where the manifest declares one. */
  readonly kept?: string;
}

/** What the first read came to. */
interface Baseline {
  readonly outcome: ConnectorOutcome;
  readonly kept: string;
  /** How many requests it took. */
  readonly requests: number;
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

  /** One task; whatever it says and leaves is searched for the secret. */
  async run(command: Command, call: Call = {}): Promise<ConnectorOutcome> {
    const { server, work } = this.parts;
    const staging = await mkdtemp(join(work, 'staging-'));
    const log: string[] = [];
    const secret = call.secret ?? server.canary;
    const config = this.#filled(server.configured(call.config ?? this.parts.fixtures.config));
    const outcome = await runConnector({
      plugin: this.#runnable(call),
      command,
      config,
      source: 'kit',
      secrets: () => new Secret(secret),
      tables: call.tables ?? (command === 'read' ? this.plans : []),
      staging,
      ...(this.parts.plugin.manifest.capabilities?.state && { kept: call.kept ?? (await this.keptFolder()) }),
      ...(command === 'read' ? await this.#pushed() : { readable: [] }),
      privateAllowed: ['127.0.0.1'],
      standIn: server.origin,
      limits: { timeoutSec: call.timeoutSec ?? 60 },
      signal: call.signal ?? new AbortController().signal,
      onProgress: () => {},
      log: (line) => void log.push(line),
      ...(call.onFile && { onFile: call.onFile }),
    });
    await this.#search(secret, [...log, JSON.stringify(outcome)], staging);
    return outcome;
  }

  /** The first read of everything, and the folder that was kept; what every other read is compared with. */
  baseline(): Promise<Baseline> {
    this.#baseline ??= this.#readFirst();
    return this.#baseline;
  }

  async #readFirst(): Promise<Baseline> {
    const { server } = this.parts;
    const [kept, before] = [await this.keptFolder(), server.requests];
    const outcome = await this.run('read', { kept });
    return { outcome, kept, requests: server.requests - before };
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
  async #pushed(): Promise<Pick<ConnectorOrder, 'deliveries' | 'readable'>> {
    if (this.parts.connector.mode !== 'push') return { readable: [] };
    this.#deliveries ??= storedDeliveries(this.parts);
    const deliveries = await this.#deliveries;
    return { deliveries, readable: deliveries.map(({ path }) => path) };
  }

  #runnable({ copy }: Call): ConnectorOrder['plugin'] {
    const { plugin, connector, stored } = this.parts;
    const { folder, entry } = copy ?? { folder: stored, entry: connector.entry };
    const { id, version } = plugin.manifest;
    const { manifest } = plugin;
    return { plugin: id, version, folder, entry: join(folder, entry), manifest, contribution: connector };
  }

  #filled(config: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const checked = checkerFor(this.parts.connector.config.schema)(config);
    if (checked.ok) return Object(checked.value);
    throw fixturesInvalid({ faults: checked.faults.map(({ loc, msg }) => `/config${loc} ${msg}`) });
  }

  async #search(secret: string, said: readonly string[], staging: string): Promise<void> {
    const files = (await readdir(staging, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    if (said.some((text) => text.includes(secret)))
      this.leaks.push('what it says, logs or throws holds the secret');
    for (const path of files) {
      if ((await readFile(path)).includes(secret)) this.leaks.push(`a file that it leaves holds the secret`);
    }
  }
}

/** A table to be read whole. */
export const planOf = (plan: Fixtures['tables'][number]['plan']): PlannedTable => ({
  ...plan,
  strategy: plan.cursorColumn === undefined ? 'full_refresh' : 'incremental',
  fullRefresh: true,
});
