import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import type { ConnectorContext } from '../connector.ts';
import type { RemoteEngine, RemoteEstimate } from '../engine.ts';
import { isPlatformError } from '../errors.ts';
import { frozenCopy } from '../frozen-copy.ts';
import { Landing } from './engine-landing.ts';
import type { EngineAnswer, EngineFailure, EngineOrder, FromEngine, ToEngine } from './engine-protocol.ts';
import { engineEntryInvalid, runCancelled } from './errors.ts';
import { failureOf } from './failure.ts';
import { guardSockets } from './net-guard.ts';
import { contextOf, type RunParts } from './run-context.ts';

/** What a desk works with. */
export interface DeskParts extends Pick<RunParts, 'http'> {
  readonly send: RunParts['send'] & ((message: FromEngine) => Promise<void>);
}

type Ask = Extract<ToEngine, { type: 'ask' }>;

interface Opened {
  readonly order: EngineOrder;
  readonly engine: RemoteEngine;
}

/** Answers the questions of the host with the plugin's engine, several at a time. */
export class EngineDesk {
  readonly #parts: DeskParts;
  readonly #asked = new Map<number, AbortController>();
  #opened: Promise<Opened> | undefined;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  take(message: ToEngine): void {
    if (message.type === 'engine') this.#open(message);
    else if (message.type === 'ask') void this.#answer(message);
    else this.#asked.get(message.id)?.abort(runCancelled({}));
  }

  #open(order: EngineOrder): void {
    this.#opened = opened(order);
    // Whoever asks is told.
    this.#opened.catch(() => {});
  }

  async #answer(ask: Ask): Promise<void> {
    const { id } = ask;
    const stop = new AbortController();
    this.#asked.set(id, stop);
    const answer = await this.#worked(ask, stop.signal).catch(
      (error: unknown): EngineAnswer => ({ type: 'refused', id, error: engineFailureOf(error) }),
    );
    this.#asked.delete(id);
    await this.#parts.send(answer).catch(() => {});
  }

  async #worked(ask: Ask, signal: AbortSignal): Promise<EngineAnswer> {
    const { id } = ask;
    const opened = await this.#opened;
    if (!opened) throw engineEntryInvalid({ entry: '' });
    const { engine, order } = opened;
    const context = contextOf(order, { ...this.#parts, signal });
    if (ask.ask === 'describe') {
      return { type: 'described', id, description: await engine.describe(context, frozenCopy(ask.table)) };
    }
    const statement = frozenCopy(ask.statement);
    if (ask.ask === 'estimate') {
      return { type: 'estimated', id, estimate: shortened(await engine.estimate(context, statement)) };
    }
    return this.#run({ ...ask, statement }, opened, context);
  }

  async #run(
    { id, statement, limits, most }: Extract<Ask, { ask: 'run' }>,
    { engine, order }: Opened,
    context: ConnectorContext,
  ): Promise<EngineAnswer> {
    const landing = new Landing({ id, staging: order.staging, most, send: this.#parts.send });
    try {
      for await (const message of engine.run(context, statement, limits)) {
        context.signal.throwIfAborted();
        await landing.take(message);
        if (landing.isCut) break;
      }
      return { type: 'landed', id, landed: await landing.end() };
    } catch (error) {
      await landing.drop();
      throw error;
    }
  }
}

/** A statement is shown to people, and nobody reads more. */
const shortened = ({ statement, ...estimate }: RemoteEstimate): RemoteEstimate =>
  statement === undefined ? estimate : { ...estimate, statement: statement.slice(0, 100_000) };

const opened = async (order: EngineOrder): Promise<Opened> => {
  if (order.sockets) guardSockets(order.sockets);
  return { order, engine: await engineOf(order.entry) };
};

const engineOf = async (entry: string): Promise<RemoteEngine> => {
  const module: { readonly default?: unknown } = await import(pathToFileURL(entry).href);
  if (!isEngine(module.default)) throw engineEntryInvalid({ entry });
  return module.default;
};

const isEngine = (value: unknown): value is RemoteEngine =>
  typeof value === 'object' &&
  value !== null &&
  ['describe', 'estimate', 'run'].every((name) => typeof Reflect.get(value, name) === 'function');

const engineFailureOf = (error: unknown): EngineFailure => {
  const failure = failureOf(error);
  if (!isPlatformError(error)) {
    // The stack is for the author, in the log; the message is for the people who ask.
    process.stderr.write(`${inspect(error)}\n`);
    return failure;
  }
  return { ...failure, kind: error.kind, details: plainOf(error.details) };
};

/** What can be told of the details: anything but texts, numbers and truths stays in the child. */
const plainOf = (details: Readonly<Record<string, unknown>>): NonNullable<EngineFailure['details']> =>
  Object.fromEntries(
    Object.entries(details).flatMap(([name, value]) => (isPlain(value) ? [[name, cut(value)] as const] : [])),
  );

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value));

const longest = 500;
const cut = (value: string | number | boolean): string | number | boolean =>
  typeof value === 'string' ? value.slice(0, longest) : value;
