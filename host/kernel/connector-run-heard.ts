import type { Failure, FromChild } from '@agnes/sdk/extract';
import { protocolError } from './connector-run-errors.ts';

type Words = (text: string) => string;

/** Characters of JSON that one run may have kept of what it says: they are held in memory until the run ends. */
const mostKept = 64 * 1024 * 1024;

/** Of these nothing is kept. */
const passing: ReadonlySet<string> = new Set(['hello', 'heartbeat', 'http', 'log', 'progress', 'done']);

/** What one child says, as the host takes it in: fit for people, and no more than it can hold. */
export class Heard {
  readonly #plugin: string;
  readonly #words: Words;
  #kept = 0;

  /** `words` makes a text fit for people. */
  constructor(plugin: string, words: Words) {
    this.#plugin = plugin;
    this.#words = words;
  }

  /** The message with every text for people made fit for them. Throws a protocol error when the child says too much. */
  take(message: FromChild): FromChild {
    if (!passing.has(message.type)) this.#kept += JSON.stringify(message).length;
    if (this.#kept > mostKept) {
      const reason = `it says more than ${mostKept / 1024 / 1024} MB about its tables.`;
      throw protocolError({ plugin: this.#plugin, reason });
    }
    return forPeople(message, this.#words);
  }
}

/** What went wrong, as people may read it. */
export const toldFailure = (failure: Failure, words: Words): Failure => ({
  ...failure,
  message: words(failure.message),
  hint: words(failure.hint),
});

// What names tables and files is for the host: it finds them by it.
const forPeople = (message: FromChild, words: Words): FromChild => {
  switch (message.type) {
    case 'error':
    case 'failed':
      return { ...message, error: toldFailure(message.error, words) };
    case 'notice':
      return { ...message, message: words(message.message) };
    case 'progress':
      return message.message === undefined ? message : { ...message, message: words(message.message) };
    case 'state':
      return message.cursor === undefined ? message : { ...message, cursor: words(message.cursor) };
    case 'discovered':
      return { ...message, table: everyText(message.table, words) };
    case 'enriched':
      return { ...message, tables: everyText(message.tables, words) };
    case 'result':
      return { ...message, done: everyText(message.done, words) };
    default:
      return message;
  }
};

// What has come as JSON has the same shape with other texts in it, hence the `as`.
const everyText = <T>(value: T, words: Words): T => changed(value, words) as T;

const changed = (value: unknown, words: Words): unknown => {
  if (typeof value === 'string') return words(value);
  if (Array.isArray(value)) return value.map((item) => changed(item, words));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [words(key), changed(inner, words)] as const);
  return Object.fromEntries(entries);
};
