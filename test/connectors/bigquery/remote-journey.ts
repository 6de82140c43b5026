import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { BigQueryServer } from '../../support/bigquery-server/bigquery-server.ts';
import { seed, settingsFor } from '../../support/bigquery-server/lab.ts';
import { type Answer, HostClient } from '../../support/host-client.ts';
import { newWorkspace, runCli } from '../../support/run-cli.ts';
import { admin, type StartedHost } from '../../support/start-host.ts';

export const mebibyte = 1024 ** 2;

/** What lies in BigQuery: a column of `wide` weighs 60 MiB. */
export const seeds = [
  seed(
    'orders',
    "SELECT i AS id, 'region ' || i % 3 AS region, i * 10 AS amount, 'x' AS filler FROM range(300) AS n(i)",
  ),
  seed('shown', 'SELECT 7::BIGINT AS n', { type: 'VIEW' }),
  seed('learned', 'SELECT 1::BIGINT AS n', { type: 'MODEL' }),
  seed('wide', 'SELECT i AS a, i AS b FROM range(60) AS n(i)', { width: mebibyte }),
];

/** A host that may read 80 MiB there with a statement, and 150 MiB for each of its users in a day. */
export const configOf = (server: BigQueryServer) => ({
  egress: { private: ['127.0.0.1/32', 'localhost'] },
  api: { scan: { max_daily_bytes_per_user: 150 * mebibyte } },
  data_source: {
    type: 'bigquery',
    bigquery: {
      ...settingsFor(server),
      credentials_env: 'GOOGLE_APPLICATION_CREDENTIALS',
      bq_max_scan_bytes: 80 * mebibyte,
    },
  },
});

/** One person at a host, and all that they were ever told. */
export class Speaker {
  readonly client: HostClient;
  readonly said: string[] = [];

  constructor(client: HostClient) {
    this.client = client;
  }

  async send(route: string, body?: object): Promise<Answer> {
    const answer = await this.client.send(route, body ? { body } : {});
    this.said.push(answer.text);
    return answer;
  }

  query(sql: string): Promise<Answer> {
    return this.send('POST /api/query', { sql });
  }

  async rows(sql: string): Promise<unknown> {
    return (await this.query(sql)).body['rows'];
  }

  async names(): Promise<readonly string[]> {
    const { body } = await this.send('GET /api/catalog/tables');
    // The shape is that of the operation.
    return (body['tables'] as readonly { readonly name: string }[]).map(({ name }) => name);
  }

  /** Ends a run and tells of its job. */
  async synced(request: object): Promise<Answer['body']> {
    const job = await this.client.trigger(request);
    await this.client.untilEvent(job, 'end');
    return (await this.send(`GET /api/jobs/${job}`)).body;
  }
}

/** The body that registers a table of BigQuery. */
export const draft = (name: string, more: object = {}) => ({
  ...{ name, source_type: 'bigquery', bucket: 'sales', source_table: name, query_mode: 'remote' },
  ...more,
});

/** Makes somebody who may read nothing. */
export const newReader = async ({ client }: Speaker, { url }: Pick<StartedHost, 'url'>) => {
  const person = { email: 'rita@example.com', password: 'correct horse battery' };
  const { id } = await client.ask('POST /api/users', { body: { email: person.email, name: 'Rita' } });
  await client.ask(`POST /api/users/${id}/set-password`, { body: { password: person.password } });
  const { id: group } = await client.ask('POST /api/admin/groups', { body: { name: 'Readers' } });
  await client.ask(`POST /api/admin/groups/${group}/members`, { body: { email: person.email } });
  const rita = new Speaker(new HostClient(url, await new HostClient(url).signIn(person)));
  return { person, group, rita };
};

/** A workspace where the administrator is signed in. */
export const signedIn = async (t: ExecutionContext, { url }: StartedHost) => {
  const workspace = await newWorkspace(t);
  const login = ['auth', 'login', '--server', url, '--email', admin.email, '--password-stdin'];
  await runCli(t, login, { ...workspace, input: `${admin.password}\n` });
  return workspace;
};

/** Signs in by command line; what it gives registers a table in the same way. */
export const commandLine = async (t: ExecutionContext, host: StartedHost) => {
  const workspace = await signedIn(t, host);
  return (name: string) => {
    const what = ['--source-type', 'bigquery', '--bucket', 'sales', '--source-table', name];
    const args = ['admin', 'register-table', name, ...what, '--query-mode', 'remote'];
    return runCli(t, args, workspace);
  };
};

/** The children of a host, with what anybody on the machine sees of them. */
export const childrenOf = async ({ pid }: Pick<StartedHost, 'pid'>) => {
  const pids = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return Promise.all(
    pids
      .trim()
      .split(' ')
      .map(async (child) => ({ pid: Number(child), seen: await seenOf(child) })),
  );
};

const seenOf = async (pid: string): Promise<string> => {
  const files = ['cmdline', 'environ'].map((name) => readFile(`/proc/${pid}/${name}`, 'latin1'));
  // A short-lived child may be gone by now.
  return (await Promise.all(files.map((file) => file.catch(() => '')))).join('\n');
};

/** Everything that lies below a folder, one after another. */
export const everythingIn = async (folder: string): Promise<string> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1'));
  return (await Promise.all(texts)).join('\n');
};
