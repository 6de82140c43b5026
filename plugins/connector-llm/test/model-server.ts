import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ExecutionContext } from 'ava';

/** A request a model got. */
export interface Asked {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the server does with the next request; the last one of the list goes on for ever. */
export type Turn =
  | { readonly say: string; readonly end?: string }
  | { readonly status: number; readonly error?: string; readonly headers?: Readonly<Record<string, string>> }
  | 'cut'
  | 'no json'
  | 'hang up';

/** A server that speaks the Messages API of Anthropic and the chat completions of OpenAI, as their references say. */
export const startModelServer = async (t: Pick<ExecutionContext, 'teardown'>, turns: readonly Turn[]) => {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const turn = turns[Math.min(asked.length, turns.length - 1)] ?? 'hang up';
    const body = JSON.parse(await text(request));
    asked.push({ path: String(request.url), headers: request.headers, body });
    answer(turn, response, String(request.url));
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked };
};

const answer = (turn: Turn, response: ServerResponse, path: string): void => {
  if (turn === 'hang up') response.destroy();
  else if (turn === 'no json') send(response, 200, 'I am sorry');
  else if (turn === 'cut') cut(response);
  else if ('status' in turn) refuse(turn, response, path);
  else send(response, 200, JSON.stringify(path.endsWith('/messages') ? message(turn) : completion(turn)));
};

const cut = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"content": [');
  setImmediate(() => response.destroy());
};

const send = (response: ServerResponse, status: number, body: string): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
};

const refuse = (
  { status, error = 'no', headers = {} }: Extract<Turn, { status: number }>,
  response: ServerResponse,
  path: string,
): void => {
  const told = path.endsWith('/messages')
    ? { type: 'error', error: { type: 'invalid_request_error', message: error }, request_id: 'req_1' }
    : { error: { message: error, type: 'invalid_request_error', param: null, code: null } };
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  send(response, status, JSON.stringify(told));
};

const message = ({ say, end = 'end_turn' }: Extract<Turn, { say: string }>) => ({
  id: 'msg_01',
  type: 'message',
  role: 'assistant',
  model: 'claude-haiku-4-5-20251001',
  content: say === '' ? [] : [{ type: 'text', text: say }],
  stop_reason: end,
  stop_sequence: null,
  usage: { input_tokens: 25, output_tokens: 7 },
});

const completion = ({ say, end = 'stop' }: Extract<Turn, { say: string }>) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'local',
  choices: [{ index: 0, message: { role: 'assistant', content: say, refusal: null }, finish_reason: end }],
  usage: { prompt_tokens: 25, completion_tokens: 7, total_tokens: 32 },
});
