import type { HookTrace, RunTrace } from '../../kernel/traces.ts';
import type { OpenPlugin } from './open-plugin.ts';

/** How many lines and calls are kept. */
const most = 200;

/** What became of the last change of the folder. */
interface Loaded {
  readonly ok: boolean;
  readonly ms: number;
  /** Why the version before goes on. */
  readonly reason?: string;
}

/** One capability that the plugin asks for. */
export interface DevGrant {
  readonly name: string;
  readonly why: string;
  readonly isGranted: boolean;
  /** True: it was used since it was withheld. */
  readonly isMissed: boolean;
}

/** What is known of a plugin while its author works at it. It ends with the program. */
export class DevSession {
  plugin: OpenPlugin | undefined;
  loaded: Loaded | undefined;
  /** Settings of the author's in place of those of the fixtures. */
  config: Readonly<Record<string, unknown>> | undefined;
  readonly #withheld = new Map<string, string[]>();
  readonly #hooks: HookTrace[] = [];
  readonly #runs: RunTrace[] = [];
  readonly #states = new Map<string, unknown>();

  /** Those of these capabilities that it is to have. */
  granted(names: readonly string[]): readonly string[] {
    return names.filter((name) => !this.#withheld.has(name));
  }

  /** Takes a capability away or gives it back, for this session. */
  allow(name: string, isGranted: boolean): void {
    if (isGranted) this.#withheld.delete(name);
    else if (!this.#withheld.has(name)) this.#withheld.set(name, []);
  }

  /** Every capability that was asked for, and whether one was missed that is withheld. */
  grants(asked: readonly { readonly name: string; readonly why: string }[]): readonly DevGrant[] {
    return asked.map(({ name, why }) => {
      const failures = this.#withheld.get(name);
      const isMissed = failures?.some((text) => isAbout(name, text)) ?? false;
      return { name, why, isGranted: failures === undefined, isMissed };
    });
  }

  /** Hosts that it asked for and its manifest does not name. */
  get undeclared(): readonly string[] {
    const found = this.#runs.flatMap(({ error = '', tables }) =>
      [error, ...tables].flatMap((text) => undeclaredHost.exec(text)?.[1] ?? []),
    );
    return [...new Set(found)];
  }

  get hooks(): readonly HookTrace[] {
    return this.#hooks;
  }

  get runs(): readonly RunTrace[] {
    return this.#runs;
  }

  /** What its tables had in mind when they were last read, by name. */
  get states(): ReadonlyMap<string, unknown> {
    return this.#states;
  }

  /** Notes that a change was loaded, or why it was not. */
  noteLoad(loaded: Loaded): void {
    this.loaded = loaded;
    this.#noteFailure(loaded.reason);
  }

  /** Notes a call of a hook. */
  noteHook(trace: HookTrace): void {
    this.#noteFailure(trace.error);
    keep(this.#hooks, trace);
  }

  /** Notes a task of a connector or a job. */
  noteRun(trace: RunTrace): void {
    for (const text of [trace.error, ...trace.tables.filter((one) => one.includes(' failed ('))])
      this.#noteFailure(text);
    for (const [table, state] of Object.entries(trace.states ?? {})) this.#states.set(table, state);
    keep(this.#runs, trace);
  }

  /** Whatever fails may be about what was taken away. */
  #noteFailure(text: string | undefined): void {
    if (text === undefined) return;
    for (const failures of this.#withheld.values()) keep(failures, text);
  }
}

const keep = <Item>(list: Item[], item: Item): void => {
  list.push(item);
  if (list.length > most) list.shift();
};

const undeclaredHost = /The host "([^"]+)" is not among those the plugin declares/;

/** What a failure says that comes of a capability which is not there; of others any failure may. */
const signs: Readonly<Record<string, RegExp>> = {
  network: undeclaredHost,
  'process:host': /run in the host process/,
  duckdb: /runtime "duckdb"/,
  catalog: /catalog/i,
  llm: /language model/i,
};

const isAbout = (name: string, text: string): boolean => {
  const [kind = ''] = name.split(':');
  const sign = signs[name] ?? signs[kind];
  if (!sign?.test(text)) return sign === undefined;
  const host = name.startsWith('network:') ? name.slice('network:'.length) : 'config.';
  return kind !== 'network' || host.startsWith('config.') || text.includes(`"${host}"`);
};
