import type { EngineAnswer, EngineQuestion, FromChild, FromEngine, ToEngine } from '@agnes/sdk/extract';
import { protocol } from '@agnes/sdk/extract';
import type { Broker } from './broker.ts';
import { limited, printable } from './child-output.ts';
import type { Child } from './child-process.ts';
import { protocolError } from './connector-run-errors.ts';
import { serveHttp } from './connector-run-http.ts';
import type { ConnectorOrder } from './connector-run-order.ts';
import { wordsOf } from './connector-run-words.ts';
import { readEngineMessage } from './engine-messages.ts';
import { sayer } from './run-record.ts';

/** A remark of an engine about a statement that runs. */
export type EngineNote = Extract<FromEngine, { type: 'begun' | 'billed' }>;

/** Who is told what the child says. */
export interface EngineTalkParts {
  readonly order: ConnectorOrder;
  readonly broker: Broker;
  readonly child: Child;
  readonly entry: string;
  readonly alive: () => void;
  readonly answered: (answer: EngineAnswer) => void;
  readonly noted: (note: EngineNote) => void;
}

/** The host's side of the conversation with a kept child. Whatever the child says is checked before it is believed. */
export class EngineTalk {
  readonly #parts: EngineTalkParts;
  readonly #plugin: string;
  readonly #words: (text: string) => string;
  readonly #log: (message: string) => void;
  readonly #serve: ReturnType<typeof serveHttp>;
  readonly #held: ToEngine[] = [];
  #greeted = false;

  constructor(parts: EngineTalkParts) {
    const { order, broker, child } = parts;
    const say = sayer(order);
    const log = limited((_stream, line) => {
      order.log(line);
      say('info', line);
    });
    this.#parts = parts;
    this.#plugin = order.plugin.plugin;
    this.#words = wordsOf(order, broker);
    this.#log = (message) => log('stdout', printable(this.#words(message)));
    this.#serve = serveHttp({
      plugin: this.#plugin,
      http: broker,
      answer: (answer) => child.channel.send(answer),
    });
  }

  /** Listens until the child falls silent. Throws when it breaks the protocol, or says itself why it goes. */
  async listen(): Promise<void> {
    for await (const raw of this.#parts.child.channel.messages) {
      this.#parts.alive();
      const message = readEngineMessage(this.#plugin, raw);
      if (!this.#greeted && message?.type !== 'hello')
        throw this.#refuse('the first message is not "hello".');
      if (message) this.#take(message);
    }
  }

  ask(id: number, question: EngineQuestion): void {
    this.#tell({ type: 'ask', id, ...question });
  }

  stop(id: number): void {
    this.#tell({ type: 'stop', id });
  }

  #take(message: FromChild | FromEngine): void {
    if (message.type === 'hello') this.#greet(message.proto);
    else if (message.type === 'http') this.#serve(message);
    else if (message.type === 'log') this.#log(message.message);
    else if (message.type === 'begun' || message.type === 'billed') this.#parts.noted(message);
    else if (message.type === 'error') throw this.#refuse(this.#words(message.error.message));
    else if (isAnswer(message)) this.#answer(message);
    // Anything else is a sign of life, or what is said in runs only.
  }

  #answer(answer: EngineAnswer): void {
    if (answer.type !== 'refused') {
      this.#parts.answered(answer);
      return;
    }
    if (answer.error.class === 'PluginBug') this.#log(answer.error.message);
    this.#parts.answered({ ...answer, error: this.#told(answer.error) });
  }

  #told<Failure extends { readonly message: string; readonly hint: string }>(failure: Failure): Failure {
    return { ...failure, message: this.#words(failure.message), hint: this.#words(failure.hint) };
  }

  #greet(proto: number): void {
    if (this.#greeted) throw this.#refuse('"hello" comes twice.');
    if (proto !== protocol) throw this.#refuse(`it speaks version ${proto}; this host speaks ${protocol}.`);
    this.#greeted = true;
    const { order, entry } = this.#parts;
    const { config, source, staging, kept, handed = {}, sockets } = order;
    this.#tell({
      type: 'engine',
      entry,
      config,
      staging,
      secrets: handed,
      ...(source !== undefined && { source }),
      ...(kept !== undefined && { kept }),
      ...(sockets && { sockets }),
    });
    for (const message of this.#held.splice(0)) this.#tell(message);
  }

  #tell(message: ToEngine): void {
    // What is asked before the child is there waits until it knows its engine.
    if (!this.#greeted) {
      this.#held.push(message);
      return;
    }
    // A child that is gone by now is told by the end of its messages.
    void this.#parts.child.channel.send(message).catch(() => {});
  }

  #refuse(reason: string): Error {
    return protocolError({ plugin: this.#plugin, reason });
  }
}

const answers: ReadonlySet<string> = new Set(['described', 'estimated', 'landed', 'refused']);

const isAnswer = (message: FromChild | FromEngine): message is EngineAnswer => answers.has(message.type);
