import type { InnerCall } from '../http/operation.ts';
import type { Lake } from '../lake/lake.ts';
import { isFields, messageOf, type RpcRequest, rpcCodes, rpcError, rpcResult } from './json-rpc.ts';
import { greeting } from './protocol.ts';
import { toolProblem, toolResult } from './tool-answer.ts';
import type { Tool } from './tools.ts';
import { wholeAnswer } from './whole-answer.ts';

/** What the protocol needs of the host. */
export interface McpServices {
  readonly mcpTools: () => ReadonlyMap<string, Tool>;
  readonly lake: Pick<Lake, 'current'>;
  readonly about: { readonly version: string };
}

interface Caller {
  readonly inner: InnerCall;
}

interface Answer {
  readonly json: string;
  /** False: the message was none of JSON-RPC. */
  readonly isReadable: boolean;
}

/** The answer to a message; nothing for one that wants none. Nothing is remembered from one message to the next. */
export const answerTo = async (
  body: Readonly<Record<string, unknown>>,
  caller: Caller,
  services: McpServices,
): Promise<Answer | undefined> => {
  const message = messageOf(body);
  if (message === 'notice') return undefined;
  if (message === 'invalid') {
    const json = rpcError(null, rpcCodes.invalidRequest, 'This is no message of JSON-RPC 2.0.');
    return { json, isReadable: false };
  }
  return { json: await answered(message, caller, services), isReadable: true };
};

const answered = async (message: RpcRequest, caller: Caller, services: McpServices): Promise<string> => {
  const { id, method, params } = message;
  const { mcpTools, about } = services;
  if (method === 'tools/call') return await called(message, caller, services);
  if (method === 'tools/list') {
    return rpcResult(id, JSON.stringify({ tools: [...mcpTools().values()].map(({ wire }) => wire) }));
  }
  if (method === 'initialize')
    return rpcResult(id, JSON.stringify(greeting(params['protocolVersion'], about.version)));
  if (method === 'ping') return rpcResult(id, '{}');
  return rpcError(id, rpcCodes.methodUnknown, `"${method}" is nothing that this host does.`);
};

const called = async (
  { id, params: { name, arguments: given = {} } }: RpcRequest,
  { inner }: Caller,
  { mcpTools, lake }: McpServices,
): Promise<string> => {
  const tool = mcpTools().get(String(name));
  if (!tool)
    return rpcError(id, rpcCodes.paramsInvalid, `There is no tool "${String(name)}"; see tools/list.`);
  if (!isFields(given)) return rpcError(id, rpcCodes.paramsInvalid, '`arguments` is an object.');
  const end = await inner(tool.operation, { given: () => tool.inputOf(given), read: wholeAnswer });
  const generation = lake.current();
  if ('problem' in end) return rpcResult(id, toolProblem(end.problem, generation));
  const download = tool.mark.download && filledIn(tool.mark.download, given);
  return rpcResult(id, toolResult(end.value, { generation, ...(download && { download }) }));
};

const filledIn = (path: string, given: Readonly<Record<string, unknown>>): string =>
  path.replaceAll(/:([a-z_]+)/g, (_, field: string) => encodeURIComponent(String(given[field])));
