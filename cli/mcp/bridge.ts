import { setTimeout as wait } from 'node:timers/promises';
import { defineError, isPlatformError, type PlatformError } from '@agnes/sdk/errors';
import { isObject, type JsonObject, objectOf, readJson } from '../json/values.ts';

/** How long a client that has closed stdin may still wait for answers, as the protocol has it close down. */
const patience = 2_000;

const inputClosed = defineError({
  code: 'mcp_input_closed',
  kind: 'internal',
  message: () => 'Stdin was closed before the answer came.',
  hint: 'Keep stdin open until all answers are there; what takes long goes to the tool start_query.',
});

/** What stands at both ends of the bridge. */
interface BridgeEnds {
  /** Messages of the client, one a line. */
  readonly lines: AsyncIterable<string>;
  /** Sends a message to the server; resolves to its answer, or to nothing when it has none. */
  readonly send: (message: JsonObject, signal: AbortSignal) => Promise<string | undefined>;
  readonly write: (line: string) => Promise<void>;
  readonly note: (text: string) => void;
}

/** Carries messages between a client on stdin and stdout and a server, until the client has no more and has waited enough. */
export const bridge = async (ends: BridgeEnds): Promise<number> => {
  const waiting = new Set<Promise<void>>();
  const running = new Map<unknown, AbortController>();
  let carried = 0;
  for await (const line of ends.lines) {
    if (line.trim() === '') continue;
    carried += 1;
    const read = readJson(line);
    const message = objectOf(read);
    if (!isObject(read))
      await ends.write(refusal(null, -32_700, { message: 'This line is no JSON object.' }));
    else if (message['method'] === 'notifications/cancelled') cancel(message, running);
    else {
      const one = carry(message, running, ends).finally(() => waiting.delete(one));
      waiting.add(one);
    }
  }
  const all = Promise.all(waiting);
  await Promise.race([all, wait(patience, undefined, { ref: false })]);
  for (const leave of running.values()) leave.abort(inputClosed({}));
  await all;
  return carried;
};

/** The server has one message at a time and no memory: hanging up is how it learns that nobody waits. */
const cancel = ({ params }: JsonObject, running: ReadonlyMap<unknown, AbortController>): void =>
  running.get(objectOf(params)['requestId'])?.abort();

const carry = async (
  message: JsonObject,
  running: Map<unknown, AbortController>,
  { send, write, note }: BridgeEnds,
): Promise<void> => {
  const { id } = message;
  const leave = new AbortController();
  if (id !== undefined) running.set(id, leave);
  try {
    const answer = await send(message, leave.signal);
    // Between values only: inside of a text a line break is spelled out.
    if (answer !== undefined) await write(answer.replaceAll(/[\r\n]+/g, ' '));
  } catch (thrown) {
    const failure = failureOf(leave.signal, thrown);
    if (failure === undefined) return;
    if (id === undefined) note(failure.message);
    else await write(refusal(id, -32_000, failure));
  } finally {
    running.delete(id);
  }
};

/** Whoever has called a request off wants no answer; what the bridge itself calls off has one. */
const failureOf = ({ aborted, reason }: AbortSignal, thrown: unknown): Told | undefined => {
  if (!aborted) return told(thrown);
  return isPlatformError(reason) ? reason : undefined;
};

type Told = Pick<PlatformError, 'message'> & Partial<Pick<PlatformError, 'code' | 'hint'>>;

const told = (thrown: unknown): Told => {
  if (isPlatformError(thrown)) return thrown;
  return { message: thrown instanceof Error ? thrown.message : String(thrown) };
};

const refusal = (id: unknown, number: number, { message, code, hint }: Told): string => {
  const text = hint ? `${message} ${hint}` : message;
  const data = code === undefined ? {} : { data: { code, hint } };
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code: number, message: text, ...data } });
};
