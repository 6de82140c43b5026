import { Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';
import { reply } from '../http/reply.ts';
import { answerTo, type McpServices } from './answer-to.ts';
import { sessionUnknown } from './errors.ts';
import { checkVersion } from './protocol.ts';

const call = operation({
  id: 'mcp.call',
  route: 'POST /mcp',
  summary: 'One message of the Model Context Protocol; the tools are operations of this document',
  who: 'user',
  scope: 'read',
  credential: 'bearer',
  resource: 'mcp',
  body: Type.Record(Type.String(), Type.Unknown(), { description: 'One message of JSON-RPC 2.0.' }),
  result: Type.Unknown({ description: 'The answer of JSON-RPC. What wants none gets 202.' }),
  problems: ['mcp_session_unknown', 'mcp_version_unsupported'],
  run: async ({ body, request }, services: McpServices) => {
    if (request.headers['mcp-session-id'] !== undefined) throw sessionUnknown({});
    checkVersion(request.headers['mcp-protocol-version']);
    const answer = await answerTo(body, { inner: request.inner }, services);
    if (answer === undefined) return reply({ status: 202, headers: { 'Cache-Control': 'no-store' } });
    const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' };
    return reply({ status: answer.isReadable ? 200 : 400, headers, bytes: Buffer.from(answer.json) });
  },
});

/** The Model Context Protocol, for agents. */
export const mcpOperations = [call] as const;
