import type { DuckDBConnection } from '@duckdb/node-api';
import type {
  AnswerHead,
  FromWorker,
  ToWorker,
  WorkerQuery,
  WorkerQuestion,
  WorkerSettings,
} from '../protocol.ts';
import type { QueryScope } from '../scope.ts';
import { bindQuery } from './bind-query.ts';
import type { KeptStatements } from './kept-statements.ts';
import { failureOf, isFatal } from './query-failure.ts';
import { Refusal } from './refusal.ts';
import { answerQuestion } from './remote/answer-question.ts';
import type { Sandbox } from './sandbox.ts';
import { Sandboxes } from './sandboxes.ts';
import { watchProgress } from './watch-progress.ts';
import { writeAnswer } from './write-answer.ts';

const nothing = { key: 'nothing', views: [] } as const;

interface Running {
  readonly query: WorkerQuery;
  /** `bind` until the statement is known to be sound. */
  stage: 'bind' | 'run';
  connection?: DuckDBConnection;
  kept?: KeptStatements;
  cancelled: boolean;
}

/** Answers statements, one at a time: the host sends the next one when the last one is answered. */
export class Desk {
  readonly #settings: WorkerSettings;
  readonly #send: (message: FromWorker) => Promise<void>;
  readonly #sandboxes: Sandboxes;
  #running: Running | undefined;
  #onScope: ((scope: QueryScope) => void) | undefined;
  #onPipe: (() => void) | undefined;

  constructor(settings: WorkerSettings, send: (message: FromWorker) => Promise<void>) {
    this.#settings = settings;
    this.#send = send;
    this.#sandboxes = new Sandboxes(settings);
  }

  /** Takes a message of the host. A statement is answered by messages, never by the promise. */
  async take(message: ToWorker): Promise<void> {
    if (message.type === 'scope') this.#onScope?.(message.scope);
    else if (message.type === 'pipe') this.#onPipe?.();
    else if (message.type === 'query') await this.#answer(message);
    else if ('sql' in message) await this.#reply(message);
    else if (message.id === this.#running?.query.id) this.#cancel(this.#running);
  }

  #cancel(running: Running): void {
    running.cancelled = true;
    running.connection?.interrupt();
    running.kept?.interrupt();
  }

  async #answer(query: WorkerQuery): Promise<void> {
    const running: Running = { query, stage: 'bind', cancelled: false };
    this.#running = running;
    const sandbox = await this.#sandboxOf(query);
    if (!sandbox) return;
    try {
      await this.#send(await this.#run(running, sandbox));
    } catch (error) {
      if (isFatal(String(Object(error).message))) this.#sandboxes.drop(query.scope);
      await this.#send({
        type: 'failed',
        id: query.id,
        failure: failureOf(error, { ...running, ...sandbox }),
      });
    } finally {
      this.#running = undefined;
      running.connection?.closeSync();
      if (sandbox.isOnce) this.#sandboxes.drop(query.scope);
    }
  }

  /** Parses in a sandbox that holds nothing. */
  async #reply(question: WorkerQuestion): Promise<void> {
    const { id } = question;
    const sandbox = await this.#sandboxes.get(nothing.key, async () => nothing);
    const connection = await sandbox.connect();
    try {
      await this.#send(await answerQuestion(question, connection));
    } catch (error) {
      const failure = failureOf(error, { stage: 'bind', scrub: sandbox.scrub });
      await this.#send({ type: 'failed', id, failure });
    } finally {
      connection.closeSync();
    }
  }

  async #sandboxOf({ id, scope }: WorkerQuery): Promise<Sandbox | undefined> {
    try {
      return await this.#sandboxes.get(scope, () => this.#askForScope(id));
    } catch (error) {
      // For the log of the host: the text names paths.
      process.stderr.write(`The data of a query cannot be opened: ${String(error)}\n`);
      await this.#send({ type: 'failed', id, failure: { code: 'data_unavailable', message: '' } });
      return undefined;
    }
  }

  async #askForScope(id: string): Promise<QueryScope> {
    const scope = new Promise<QueryScope>((resolve) => {
      this.#onScope = resolve;
    });
    await this.#send({ type: 'scope-wanted', id });
    return scope;
  }

  async #begin(id: string, head: AnswerHead): Promise<void> {
    const pipe = new Promise<void>((resolve) => {
      this.#onPipe = resolve;
    });
    await this.#send({ type: 'started', id, ...head });
    await pipe;
  }

  async #run(running: Running, sandbox: Sandbox): Promise<FromWorker> {
    const { query } = running;
    const { id } = query;
    const connection = await sandbox.connect();
    running.connection = connection;
    running.kept = sandbox.kept;
    const bound = await unlessCancelled(running, () => bindQuery(query, { sandbox, connection }));
    const { columns, tables, isRepeatable } = bound;
    const [names, types] = [columns.map(({ name }) => name), columns.map(({ type }) => type)];
    const head = { columns: names, types, tables, isRepeatable };
    running.stage = 'run';
    const { kept } = sandbox;
    const form = {
      connection,
      kept,
      path: this.#settings.fifo,
      isCancelled: () => running.cancelled,
      begin: () => this.#begin(id, head).then(() => checkWanted(running)),
      ...query,
    };
    const tell = (percent: number) => void this.#send({ type: 'progress', id, percent });
    using _ = this.#settings.heavy ? watchProgress(connection, tell) : undefined;
    const { text, ...end } = await unlessCancelled(running, () => writeAnswer(bound, form));
    return text === undefined
      ? { type: 'done', id, ...end }
      : { type: 'answered', id, text, ...head, ...end };
  }
}

/** An interrupt is lost on a connection that is idle, so the wish is remembered too. */
const unlessCancelled = <T>(running: Running, step: () => Promise<T>): Promise<T> => {
  checkWanted(running);
  return step();
};

const checkWanted = ({ cancelled }: Running): void => {
  if (cancelled) throw new Refusal({ code: 'interrupted', message: 'interrupted' });
};
