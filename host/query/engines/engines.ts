import type {
  PlatformError,
  RemoteDescription,
  RemoteEstimate,
  RemoteStatement,
  RemoteTable,
} from '@agnes/sdk';
import type { EngineAnswer, EngineFailure, LandedRows } from '@agnes/sdk/extract';
import type { EngineCall } from '../../kernel/engine-process.ts';
import type { Source } from '../../registry/source.ts';
import { engineError, type OfEngine } from './engine-error.ts';
import { remoteMemoryLimit, remoteRowLimit } from './errors.ts';
import { KeptEngine, type KeptEngineDeps } from './kept-engine.ts';

/** What running a statement at its source needs. */
export interface EngineRun {
  readonly statement: RemoteStatement;
  readonly limits: Extract<EngineCall['question'], { ask: 'run' }>['limits'];
  readonly most: Extract<EngineCall['question'], { ask: 'run' }>['most'];
  readonly noted: NonNullable<EngineCall['noted']>;
}

/** What became of asking for a description. `what` says whose fault a refusal is. */
export type Described =
  | { readonly description: RemoteDescription }
  | { readonly error: PlatformError; readonly what: EngineFailure['class']; readonly retryable: boolean };

/** The remote engines of all sources: each in a warm child, started when it is first asked. */
export class Engines implements AsyncDisposable {
  readonly #deps: KeptEngineDeps;
  readonly #kept = new Map<string, KeptEngine>();

  constructor(deps: KeptEngineDeps) {
    this.#deps = deps;
  }

  /** True when the tables of this source can be asked where they are. */
  has({ type, slug, enabled }: Pick<Source, 'type' | 'slug' | 'enabled'>): boolean {
    return enabled && this.#deps.connectors.connector(type, slug)?.contribution.engine !== undefined;
  }

  /** What the source says of a table, or why it says nothing. Throws when it could not be asked. */
  async describe(source: Source, table: RemoteTable, signal: AbortSignal): Promise<Described> {
    const asked = { source, tables: [table.name], since: performance.now() };
    const answer = await this.#ask(source, { question: { ask: 'describe', table }, signal });
    if (answer.type === 'described') return { description: answer.description };
    const { class: what, retryable } = answer.type === 'refused' ? answer.error : wrongAnswer;
    return { error: this.#refusal(asked, answer), what, retryable };
  }

  /** What the statement would cost. Throws when the source cannot say. */
  async estimate(source: Source, statement: RemoteStatement, signal: AbortSignal): Promise<RemoteEstimate> {
    const asked = { source, tables: tablesOf(statement), since: performance.now() };
    const answer = await this.#ask(source, { question: { ask: 'estimate', statement }, signal });
    if (answer.type !== 'estimated') throw this.#refusal(asked, answer);
    return answer.estimate;
  }

  /** Runs a statement; its rows lie in a file that is the caller's to remove. */
  async run(source: Source, { noted, ...run }: EngineRun, signal: AbortSignal): Promise<LandedRows> {
    const { timeoutMs } = run.limits;
    const asked = { source, tables: tablesOf(run.statement), since: performance.now(), timeoutMs };
    const answer = await this.#ask(source, { question: { ask: 'run', ...run }, signal, noted });
    if (answer.type === 'landed') return answer.landed;
    throw limitError(answer, run.most) ?? this.#refusal(asked, answer);
  }

  /** Closes every child. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#kept.values()].map((kept) => kept[Symbol.asyncDispose]()));
  }

  async #ask(source: Source, call: EngineCall): Promise<EngineAnswer> {
    const kept = this.#kept.get(source.id) ?? new KeptEngine(this.#deps);
    this.#kept.set(source.id, kept);
    return kept.ask(source, call);
  }

  #refusal({ source, since, ...asked }: Asked, answer: EngineAnswer): PlatformError {
    const loaded = this.#deps.connectors.connector(source.type, source.slug);
    const plugin = loaded ? `${loaded.plugin}@${loaded.version}` : '';
    const failure = answer.type === 'refused' ? answer.error : wrongAnswer;
    return engineError(failure, { ...asked, source, plugin, elapsedMs: performance.now() - since });
  }
}

interface Asked extends Pick<OfEngine, 'tables' | 'timeoutMs'> {
  readonly source: Source;
  readonly since: number;
}

const tablesOf = (statement: RemoteStatement): readonly string[] =>
  statement.kind === 'scan' ? [statement.table.name] : [];

/** What the child gives up because of the limits it was given. */
const limitError = (answer: EngineAnswer, most: EngineRun['most']): Error | undefined => {
  if (answer.type !== 'refused') return undefined;
  const { code } = answer.error;
  if (code === 'row_limit') return remoteRowLimit({ detail: { kind: 'row_limit', limit: most.rows } });
  if (code !== 'output_limit') return undefined;
  return remoteMemoryLimit({ detail: { kind: 'memory_limit', limit: Math.round(most.bytes / mebibyte) } });
};

const mebibyte = 1024 * 1024;

const wrongAnswer: EngineFailure = {
  code: 'plugin_bug',
  message: 'The engine answered another question than it was asked.',
  hint: 'Report this to the author of the plugin.',
  retryable: true,
  class: 'PluginBug',
};
