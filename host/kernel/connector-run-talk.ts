import type { DiscoveredTable } from '@agnes/sdk';
import { type FromChild, protocol } from '@agnes/sdk/extract';
import type { Broker } from './broker.ts';
import { limited, printable } from './child-output.ts';
import type { Child } from './child-process.ts';
import { protocolError } from './connector-run-errors.ts';
import { Heard } from './connector-run-heard.ts';
import { serveHttp } from './connector-run-http.ts';
import { readMessage } from './connector-run-messages.ts';
import type { ConnectorOrder, Notice } from './connector-run-order.ts';
import { fileOf, RunTables } from './connector-run-tables.ts';
import { wordsOf } from './connector-run-words.ts';
import { JobAnswer } from './job-answer.ts';
import { runOrderOf } from './run-order.ts';
import { sayer } from './run-record.ts';

/** What a talk is about and with whom. */
export interface TalkParts {
  readonly order: ConnectorOrder;
  readonly broker: Broker;
  readonly child: Child;
  /** Called for every message: the child is alive. */
  readonly alive: () => void;
}

/** The last word of a child: that it is done, or why it is not. */
export type LastWord = Extract<FromChild, { type: 'done' | 'error' }>;

const mostDiscovered = 10_000;
const mostNotices = 1_000;
const progressEveryMs = 250;

/** The host's side of the conversation with one child. Whatever the child says is checked before it is believed. */
export class Talk {
  readonly tables: RunTables;
  readonly discovered: DiscoveredTable[] = [];
  readonly notices: Notice[] = [];
  readonly answer: JobAnswer;
  readonly #parts: TalkParts;
  readonly #plugin: string;
  readonly #heard: Heard;
  readonly #log: (message: string) => void;
  readonly #serve: ReturnType<typeof serveHttp>;
  #greeted = false;
  #ignored = 0;
  #progressAt = Number.NEGATIVE_INFINITY;

  constructor(parts: TalkParts) {
    const { order, broker, child } = parts;
    const words = wordsOf(order, broker);
    const say = sayer(order);
    const log = limited((_stream, line) => {
      const text = printable(words(line));
      order.log(text);
      say('info', text);
    });
    this.#heard = new Heard(order.plugin.plugin, words);
    this.#parts = parts;
    this.#plugin = order.plugin.plugin;
    this.#log = (message) => log('stdout', message);
    this.tables = new RunTables(this.#plugin, order.command === 'read' ? order.tables : []);
    this.answer = new JobAnswer(order.plugin);
    this.#serve = serveHttp({
      plugin: this.#plugin,
      http: broker,
      answer: (answer) => child.channel.send(answer),
    });
  }

  /** Listens until the last word, or until the child falls silent. Throws when it breaks the protocol. */
  async listen(): Promise<LastWord | undefined> {
    for await (const raw of this.#messages()) {
      this.#parts.alive();
      const message = this.#hear(raw);
      if (!this.#greeted && message?.type !== 'hello')
        throw this.#refuse('the first message is not "hello".');
      if (message?.type === 'done' || message?.type === 'error') return this.#closing(message);
      if (message) this.#take(message);
      else this.#ignored += 1;
    }
    return undefined;
  }

  #hear(raw: unknown): FromChild | undefined {
    const message = readMessage(this.#plugin, raw);
    return message && this.#heard.take(message);
  }

  /** A line that is too long, or no JSON, is the child's doing like any other. */
  async *#messages(): AsyncGenerator<unknown> {
    try {
      yield* this.#parts.child.channel.messages;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw protocolError({ plugin: this.#plugin, reason: reason.slice(0, 200) }, { cause });
    }
  }

  #closing(message: LastWord): LastWord {
    if (this.#ignored > 0) this.#log(`${this.#ignored} messages of an unknown type were ignored`);
    return message;
  }

  #take(message: Exclude<FromChild, LastWord>): void {
    switch (message.type) {
      case 'hello':
        this.#greet(message.proto);
        break;
      case 'heartbeat':
        break;
      case 'http':
        this.#serve(message);
        break;
      case 'log':
        this.#log(message.message);
        break;
      case 'progress':
        this.#progress(message);
        break;
      case 'notice':
        this.#remark(message);
        break;
      case 'enriched':
      case 'result':
        this.answer.take(message);
        break;
      case 'discovered':
        this.#discover(message.table);
        break;
      case 'file':
        this.tables.take(message);
        this.#name(message);
        break;
      default:
        this.tables.take(message);
    }
  }

  #name(message: Extract<FromChild, { type: 'file' }>): void {
    const { table } = message;
    this.#parts.order.onFile?.({ table, mode: this.tables.modeOf(table), file: fileOf(message) });
  }

  #greet(proto: number): void {
    if (this.#greeted) throw this.#refuse('"hello" comes twice.');
    if (proto !== protocol) throw this.#refuse(`it speaks version ${proto}; this host speaks ${protocol}.`);
    this.#greeted = true;
    const run = runOrderOf(this.#parts.order);
    // A child that is gone by now is told by the end of its messages.
    void this.#parts.child.channel.send(run).catch(() => {});
  }

  #progress({ type: _, ...progress }: Extract<FromChild, { type: 'progress' }>): void {
    if (performance.now() - this.#progressAt < progressEveryMs) return;
    this.#progressAt = performance.now();
    this.#parts.order.onProgress(progress);
  }

  #remark({ table, code, message }: Extract<FromChild, { type: 'notice' }>): void {
    if (this.notices.length >= mostNotices) throw this.#refuse(`more than ${mostNotices} notices.`);
    if (table !== undefined && !this.tables.has(table)) throw this.#refuse(`"${table}" is no planned table.`);
    this.notices.push({ ...(table !== undefined && { table }), code, message });
  }

  #discover(table: DiscoveredTable): void {
    if (this.discovered.length >= mostDiscovered) throw this.#refuse(`more than ${mostDiscovered} tables.`);
    this.discovered.push(table);
  }

  #refuse(reason: string): Error {
    return protocolError({ plugin: this.#plugin, reason });
  }
}
