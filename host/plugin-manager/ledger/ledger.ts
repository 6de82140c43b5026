import type { Secret } from '@agnes/sdk';
import { Scrubber } from '../../kernel/broker-scrub.ts';
import type {
  CodeFailure,
  CodeStamp,
  HookCall,
  HttpUse,
  PluginLedger,
  PluginLine,
  RunEnd,
  TableBrought,
  Use,
} from '../../kernel/ledger.ts';
import { type CallFilter, type CallRow, callOf, callsOf } from './call-repository.ts';
import { type ErrorRow, errorsOf } from './error-repository.ts';
import { keptCall } from './kept-call.ts';
import { LedgerWriter, type LedgerWriting } from './ledger-writer.ts';
import type { PluginLogs } from './plugin-logs.ts';
import { type UseSum, useSince } from './use-repository.ts';
import { dayOf } from './waiting.ts';

/** What the ledger needs. */
export interface LedgerDeps extends LedgerWriting {
  readonly now: () => number;
  readonly logs: PluginLogs;
}

const useDays = 30;
const mostErrors = 20;

/** What plugins do: their calls, failures, uses of power, lines and numbers. Nobody waits for any of it. */
export class Ledger implements PluginLedger, AsyncDisposable {
  readonly #deps: LedgerDeps;
  readonly #scrubber = new Scrubber();
  readonly #writer: LedgerWriter;
  #generation: number | undefined;

  constructor(deps: LedgerDeps) {
    this.#deps = deps;
    this.#writer = new LedgerWriter(deps, (text) => this.#scrubber.scrub(text));
  }

  /** How much there was no room for since the host started. */
  get dropped(): number {
    return this.#writer.dropped;
  }

  /** Takes the value of a secret out of everything that is written from now on. */
  knows(secret: Secret): void {
    this.#scrubber.add(secret);
  }

  called(call: HookCall): void {
    const { metrics, now } = this.#deps;
    metrics.called(call);
    const at = now();
    this.#writer.waiting.call(call, at, this.#generation);
    if (call.outcome !== 'skipped')
      this.#writer.waiting.use({ ...stampOf(call), capability: `hook:${call.hook}` }, at);
    if (call.failure) this.failed(call.failure);
    this.#writer.soon();
  }

  ran(run: RunEnd): void {
    this.#deps.metrics.ran(run);
    for (const failure of run.failures) this.failed(failure);
  }

  failed(failure: CodeFailure): void {
    const told = { ...failure, message: this.#scrubber.scrub(failure.message) };
    this.#writer.waiting.error(told, this.#deps.now());
    const { plugin, version, during } = told;
    this.said({ plugin, version, during, level: 'error', message: `${told.code}: ${told.message}` });
    this.#writer.soon();
  }

  used(use: Use): void {
    this.#writer.waiting.use(use, this.#deps.now());
    this.#writer.soon();
  }

  requested(request: HttpUse): void {
    this.#deps.metrics.requested(request);
  }

  said(line: PluginLine): void {
    const { logs, now } = this.#deps;
    logs.add({ ...line, message: this.#scrubber.scrub(line.message) }, now());
  }

  brought(table: TableBrought): void {
    this.#deps.metrics.brought(table);
    this.used({ ...stampOf(table), capability: `table:${table.table}` });
  }

  started(code: CodeStamp): void {
    this.#deps.metrics.started(code);
  }

  get generation(): number | undefined {
    return this.#generation;
  }

  entered(generation: number | undefined): void {
    this.#generation = generation;
  }

  /** Calls that fit, newest first, those just over among them. */
  async calls(filter: CallFilter): Promise<readonly CallRow[]> {
    await this.flush();
    return callsOf(this.#deps.store.read, filter);
  }

  /** A call as it would be kept, which it is not. */
  shown(call: HookCall): ReturnType<typeof keptCall> {
    const noted = { call, at: this.#deps.now(), generation: this.#generation, leftOut: 0 };
    return keptCall(noted, (text) => this.#scrubber.scrub(text));
  }

  /** One call; nothing when it is not kept. */
  async call(id: string): Promise<CallRow | undefined> {
    await this.flush();
    return callOf(this.#deps.store.read, id);
  }

  /** The last failures of a plugin, the same ones together. */
  async errors(plugin: string): Promise<readonly ErrorRow[]> {
    await this.flush();
    return errorsOf(this.#deps.store.read, plugin, mostErrors);
  }

  /** What a plugin used in the last 30 days, and what was refused. */
  async uses(plugin: string): Promise<readonly UseSum[]> {
    await this.flush();
    const { store, now } = this.#deps;
    return useSince(store.read, plugin, dayOf(now() - useDays * 86_400_000));
  }

  /** Resolves when what was noted so far is written, or could not be. */
  flush(): Promise<void> {
    return this.#writer.flush();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer[Symbol.asyncDispose]();
  }
}

const stampOf = ({ plugin, version }: CodeStamp): CodeStamp => ({ plugin, version });
