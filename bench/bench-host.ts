import { fileURLToPath } from 'node:url';
import { Agent, request } from 'undici';
import { loopProbe } from './loop-gap.ts';
import { type Program, startProgram } from './program.ts';

/** A host in a process of its own, signed in to as its administrator. */
export interface BenchHost extends AsyncDisposable {
  readonly pid: number;
  readonly url: string;
  readonly token: string;
  /** Bytes of the answer, which is not kept. */
  download(sql: string, format: string): Promise<number>;
  /** The answer as JSON. */
  ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
  /** Adds somebody and signs them in. */
  person(email: string): Promise<Person>;
}

/** Somebody who is signed in, in no group of their own. */
interface Person {
  readonly id: string;
  ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
}

/** Where a host finds its configuration and its data. */
export interface HostFolders {
  readonly config: string;
  readonly data: string;
  /** Variables beside those that every host of the bench has. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where it tells the gaps in its event loop; see `longestGap`. */
  readonly loopSocket?: string;
}

const program = fileURLToPath(new URL('../host/app/main.js', import.meta.url));
const account = { email: 'bench@example.com', password: 'a-password-of-the-bench' };

/** Starts the host as `npm start` does, on a free port; ready when it says its address. */
export const startServer = ({ config, data, env, loopSocket }: HostFolders): Promise<Program> =>
  startProgram(
    [...(loopSocket === undefined ? [] : ['--import', loopProbe]), program, 'serve'],
    {
      PATH: process.env['PATH'] ?? '',
      AGNES_CONFIG: config,
      DATA_DIR: data,
      PORT: '0',
      SEED_ADMIN_EMAIL: account.email,
      SEED_ADMIN_PASSWORD: account.password,
      ...(loopSocket !== undefined && { BENCH_LOOP_SOCKET: loopSocket }),
      ...env,
    },
    / serves (\S+)/,
  );

/** Starts a host and signs in. */
export const startBenchHost = async (folders: HostFolders): Promise<BenchHost> => {
  await using stack = new AsyncDisposableStack();
  const { pid, announced: url } = stack.use(await startServer(folders));
  const agent = new Agent({ headersTimeout: 600_000, bodyTimeout: 600_000 });
  stack.defer(() => agent.close());
  const send = sender(url, agent);
  const askAs =
    (token: string): Person['ask'] =>
    async (method, path, body) => {
      const answer = await send({ method, path, body, token });
      const text = await answer.text();
      return text === '' ? undefined : JSON.parse(text);
    };
  const token = await signIn(send, account);
  const ask = askAs(token);
  const opened = stack.move();
  return {
    pid,
    url,
    token,
    ask,
    person: async (email) => {
      // The shapes are those of the host, as in `docs/http-api.md`.
      const { id } = (await ask('POST', '/api/users', { email, name: email })) as { readonly id: string };
      const { password } = account;
      await ask('POST', `/api/users/${id}/set-password`, { password });
      return { id, ask: askAs(await signIn(send, { email, password })) };
    },
    download: async (sql, format) => {
      const body = { sql, format, limit: 1_000_000 };
      return sizeOf(await send({ method: 'POST', path: '/api/query', token, body }));
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
};

type Send = ReturnType<typeof sender>;

const signIn = async (
  send: Send,
  body: { readonly email: string; readonly password: string },
): Promise<string> => {
  const answer = await send({ method: 'POST', path: '/auth/token', body });
  // The shape is that of the host, as in `docs/http-api.md`.
  return ((await answer.json()) as { readonly access_token: string }).access_token;
};

interface Sent {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
}

const sender =
  (url: string, dispatcher: Agent) =>
  async ({ method, path, token, body }: Sent) => {
    const answer = await request(url + path, {
      dispatcher,
      method,
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (answer.statusCode >= 300)
      throw new Error(`${method} ${path}: ${answer.statusCode} ${await answer.body.text()}`);
    return answer.body;
  };

const sizeOf = async (body: AsyncIterable<Buffer>): Promise<number> => {
  let bytes = 0;
  for await (const chunk of body) bytes += chunk.length;
  return bytes;
};
