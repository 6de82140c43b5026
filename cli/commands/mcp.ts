import { createInterface } from 'node:readline';
import type { Run } from '../command.ts';
import { interrupted } from '../errors.ts';
import type { HttpClient } from '../http/client.ts';
import { type JsonObject, objectOf, readJson } from '../json/values.ts';
import { bridge } from '../mcp/bridge.ts';

/** A statement may take its time. */
const seconds = 600;

/** Speaks MCP on stdin and stdout, for clients that start programs; the server answers. */
export const run: Run = async (_input, session) => {
  const { world, out } = session;
  const client = await session.http();
  const lines = createInterface({
    input: world.stdin,
    signal: world.interrupted,
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  const messages = await bridge({
    lines,
    send: sender(client),
    write: (line) => out.lines([line]),
    note: (text) => out.note(text),
  });
  if (world.interrupted.aborted) throw interrupted({});
  return { data: { messages } };
};

const sender = (client: HttpClient) => {
  let version: unknown;
  return async (message: JsonObject, signal: AbortSignal): Promise<string | undefined> => {
    const isGreeting = message['method'] === 'initialize';
    const headers = {
      Accept: 'application/json, text/event-stream',
      'Accept-Encoding': 'gzip',
      ...(typeof version === 'string' && !isGreeting && { 'MCP-Protocol-Version': version }),
    };
    const answer = await client.send({
      method: 'POST',
      path: '/mcp',
      body: message,
      headers,
      seconds,
      signal,
    });
    if (answer.statusCode === 202) {
      answer.resume();
      return undefined;
    }
    // A problem has a type of its own; a refusal of JSON-RPC is an answer like any other.
    if (!String(answer.headers['content-type']).startsWith('application/json'))
      throw await client.refusal(answer);
    const text = await client.text(answer);
    if (isGreeting) version = objectOf(objectOf(readJson(text))['result'])['protocolVersion'];
    return text;
  };
};
