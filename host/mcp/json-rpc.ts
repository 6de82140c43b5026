/** Who asks for an answer, in the words of JSON-RPC. */
type RpcId = string | number;

/** A message that wants an answer. */
export interface RpcRequest {
  readonly id: RpcId;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A message as it came: what wants an answer, what wants none, or nothing that can be read. */
type RpcMessage = RpcRequest | 'notice' | 'invalid';

/** Codes of JSON-RPC. */
export const rpcCodes = { invalidRequest: -32_600, methodUnknown: -32_601, paramsInvalid: -32_602 } as const;

/** What a message is. */
export const messageOf = ({ jsonrpc, id, method, params = {}, ...rest }: Fields): RpcMessage => {
  if (jsonrpc !== '2.0') return 'invalid';
  const isAnswer = method === undefined && ('result' in rest || 'error' in rest);
  if (isAnswer || (typeof method === 'string' && id === undefined)) return 'notice';
  if (typeof method !== 'string' || !isId(id) || !isFields(params)) return 'invalid';
  return { id, method, params };
};

/** An answer around a result that is JSON already. */
export const rpcResult = (id: RpcId, result: string): string =>
  `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result}}`;

/** A refusal. */
export const rpcError = (id: RpcId | null, code: number, message: string): string =>
  JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } });

/** Whether something is an object with fields. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Fields = Readonly<Record<string, unknown>>;

const isId = (value: unknown): value is RpcId => typeof value === 'string' || Number.isInteger(value);
