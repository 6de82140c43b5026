import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { ExecutionContext } from 'ava';
import { compileCache } from '../../support/compile-cache.ts';

const entry = fileURLToPath(new URL('../../../cli/agnes.js', import.meta.url));

/** Every tool there is. */
export const toolNames = [
  'describe_table',
  'explain_access',
  'list_metrics',
  'list_skills',
  'query',
  'query_result',
  'query_status',
  'sample_table',
  'search_catalog',
  'search_memory',
  'start_query',
];

/** What came of a call. */
interface Called {
  readonly isError: boolean;
  readonly said: Readonly<Record<string, unknown>>;
}

/** Somebody's agent. */
interface Agent {
  readonly client: Client;
  call(name: string, given?: Record<string, unknown>): Promise<Called>;
}

/** The official client, over HTTP. */
export const overHttp = (t: ExecutionContext, url: string, token: string): Promise<Agent> =>
  connected(
    t,
    new StreamableHTTPClientTransport(new URL('/mcp', url), {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    }),
  );

/** The official client, over `agnes mcp` in a process of its own. */
export const overStdio = (t: ExecutionContext, env: Readonly<Record<string, string>>): Promise<Agent> =>
  connected(
    t,
    new StdioClientTransport({
      command: process.execPath,
      args: [entry, 'mcp'],
      env: { PATH: process.env['PATH'] ?? '', ...compileCache, ...env },
    }),
  );

const connected = async (t: ExecutionContext, transport: unknown): Promise<Agent> => {
  const client = new Client({ name: 'a test', version: '1.0.0' });
  // Its own types differ about what may be undefined.
  await client.connect(transport as Transport);
  t.teardown(() => client.close());
  return {
    client,
    call: async (name, given = {}) => {
      const { content, isError } = await client.callTool({ name, arguments: given });
      // Each answer of ours is one block of text.
      const [block] = content as readonly { readonly text: string }[];
      return { isError: isError === true, said: JSON.parse(block?.text ?? '') };
    },
  };
};
