import { mkdir, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EngineAnswer } from '@agnes/sdk/extract';
import type { Timers } from '../../http/timers.ts';
import { brokerOf, givenTo } from '../../kernel/connector-run.ts';
import { refuseLinks } from '../../kernel/connector-run-folder.ts';
import type { ConnectorOrder } from '../../kernel/connector-run-order.ts';
import { type EngineCall, EngineProcess } from '../../kernel/engine-process.ts';
import type { LoadedConnector } from '../../kernel/loaded.ts';
import type { Source } from '../../registry/source.ts';
import { newId } from '../../store/new-id.ts';
import { noEngine } from './errors.ts';

/** What is the same in every order for a source. */
type SourceOrder = Pick<
  ConnectorOrder,
  'plugin' | 'config' | 'source' | 'secrets' | 'readable' | 'kept' | 'privateAllowed' | 'limits'
>;

/** What starting engines needs. */
export interface KeptEngineDeps {
  readonly connectors: { connector(type: string, source?: string): LoadedConnector | undefined };
  /** Finds the connector of a source and what it may use; throws when the settings go beyond that. */
  readonly orderOf: (source: Source) => Promise<SourceOrder>;
  /** Absolute; what engines write goes into a folder of its own below it. */
  readonly folder: string;
  /** Another text when one of the secrets of these names has another value. */
  readonly fingerprint: (secrets: readonly string[]) => string;
  readonly timers: Timers;
  /** Gets what engines print and say. */
  readonly log: (line: string) => void;
}

/** How long a child without questions is kept, in milliseconds. */
const idleMs = 300_000;

type Landed = Extract<EngineAnswer, { type: 'landed' }>;

interface Kept {
  /** What it was started with: another plugin, other settings or another secret are another engine. */
  readonly stamp: string;
  readonly process: EngineProcess;
}

/** The child of one source: there when it is asked, gone when nobody asks for five minutes. */
export class KeptEngine implements AsyncDisposable {
  readonly #deps: KeptEngineDeps;
  #kept: Promise<Kept> | undefined;
  #asking = 0;
  #callOff: () => void = () => {};

  constructor(deps: KeptEngineDeps) {
    this.#deps = deps;
  }

  async ask(source: Source, call: EngineCall): Promise<EngineAnswer> {
    this.#asking += 1;
    this.#callOff();
    try {
      const { process } = await this.#live(source);
      const answer = await process.ask(call);
      // It may hold a secret that was renewed since.
      if (answer.type === 'refused' && answer.error.class === 'AuthError') process.retire();
      return answer.type === 'landed' ? await this.#takenFrom(answer) : answer;
    } finally {
      this.#asking -= 1;
      if (this.#asking === 0) this.#callOff = this.#deps.timers.after(idleMs, () => void this.#leave());
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#callOff();
    const kept = await this.#kept?.catch(() => undefined);
    await kept?.process[Symbol.asyncDispose]();
  }

  /** Out of the reach of the child: what was landed does not change any more, and outlives it. */
  async #takenFrom({ landed, ...answer }: Landed): Promise<Landed> {
    const path = join(this.#deps.folder, `${newId()}.ndjson`);
    await rename(landed.path, path);
    await rm(dirname(landed.path), { recursive: true, force: true });
    return { ...answer, landed: { ...landed, path } };
  }

  async #leave(): Promise<void> {
    const kept = this.#kept;
    this.#kept = undefined;
    (await kept?.catch(() => undefined))?.process.retire();
  }

  /** One at a time: two questions at once must not start two children. */
  async #live(source: Source): Promise<Kept> {
    const stamp = this.#stampOf(source);
    const current = this.#kept;
    const next = this.#next(current, source, stamp);
    this.#kept = next;
    return next;
  }

  async #next(current: Promise<Kept> | undefined, source: Source, stamp: string): Promise<Kept> {
    const kept = await current?.catch(() => undefined);
    if (kept && kept.stamp === stamp && !kept.process.isGone) return kept;
    kept?.process.retire();
    return { stamp, process: await this.#start(source) };
  }

  #stampOf({ slug, type, config, secretRefs }: Source): string {
    const plugin = this.#deps.connectors.connector(type, slug);
    const { folder, version, contribution } = plugin ?? {};
    const secrets = this.#deps.fingerprint(Object.values(secretRefs));
    return JSON.stringify([slug, folder, version, contribution?.engine, config, secretRefs, secrets]);
  }

  async #start(source: Source): Promise<EngineProcess> {
    const { connectors, orderOf, folder, log } = this.#deps;
    const plain = await orderOf(source);
    const engine = connectors.connector(source.type, source.slug)?.contribution.engine;
    if (engine === undefined) throw noEngine({ source: source.slug, type: source.type });
    const staging = await emptyFolder(join(folder, newId()));
    const order: ConnectorOrder = {
      ...plain,
      command: 'check',
      tables: [],
      staging,
      signal: new AbortController().signal,
      onProgress: () => {},
      log: (line) => log(`${source.slug}: ${line}`),
    };
    const broker = brokerOf(order);
    const clear = async (): Promise<void> => {
      await broker[Symbol.asyncDispose]();
      await rm(staging, { recursive: true, force: true });
    };
    try {
      await Promise.all(
        [...order.readable, ...(order.kept === undefined ? [] : [order.kept])].map(refuseLinks),
      );
      const given = await givenTo(order, broker);
      const process = new EngineProcess({ ...order, ...given }, broker, join(plain.plugin.folder, engine));
      void process.exited.then(clear);
      return process;
    } catch (error) {
      await clear();
      throw error;
    }
  }
}

const emptyFolder = async (folder: string): Promise<string> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return realpath(folder);
};
