import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { fileContext } from '../../../support/file-context.ts';
import { filesSource } from '../../../support/files-source.ts';
import { type Answer, HostClient } from '../../../support/host-client.ts';
import { seedReader } from '../../../support/seed-reader.ts';
import { type StartedHost, startHost } from '../../../support/start-host.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const ada = { email: 'ada@example.com', password: 'a long enough password' };
const files = { 'orders.csv': 'id,region\n1,north\n2,south\n3,north\n', 'salaries.csv': 'id,pay\n1,9\n' };

/** What does not end by itself. */
export const endless = 'SELECT count(*) FROM range(1000000000000) a, range(1000000) b';

/** A host, its administrator, and Ada, who may read the orders but not the salaries. */
export interface Background {
  readonly host: StartedHost;
  readonly root: HostClient;
  readonly asAda: HostClient;
  /** Where results lie. */
  readonly folder: string;
  /** Starts the host again on the same data. */
  again(): Promise<Background>;
}

/** Starts a host with two published tables. */
export const startBackground = async (t: ExecutionContext): Promise<Background> => {
  const dataDir = join(await tempFolder(t), 'data');
  await seedReader(dataDir, { ...ada, tables: ['orders'] });
  const config = await filesSource(t, files);
  const start = async (): Promise<Background> => {
    const host = await startHost(t, { dataDir, config });
    const root = await host.asAdmin();
    const asAda = new HostClient(host.url, await root.signIn(ada));
    return { host, root, asAda, folder: join(dataDir, 'query-results'), again: start };
  };
  const background = await start();
  await background.root.sync();
  return background;
};

/** One for all tests of a file, started before the first of them. */
export const sharedBackground = (): (() => Background) => {
  const context = fileContext();
  let started: Background | undefined;
  test.before(async () => {
    started = await startBackground(context);
  });
  return () => {
    if (!started) throw new TypeError('It is started before the first test.');
    return started;
  };
};

/** Queues a statement and resolves to the id of its job. */
export const submit = async (client: HostClient, body: object): Promise<string> =>
  String((await client.ask('POST /api/query/jobs', { body }))['job_id']);

/** Runs a statement to its end. */
export const finished = async (client: HostClient, body: object): Promise<string> => {
  const job = await submit(client, body);
  await client.untilEvent(job, 'end');
  return job;
};

/** Stops a statement, or deletes what came of it, and waits until it is over. */
export const stopped = async (client: HostClient, job: string): Promise<void> => {
  await client.ask(`DELETE /api/query/jobs/${job}`);
  await client.untilEvent(job, 'end');
};

export const stateOf = (client: HostClient, job: string): Promise<Answer['body']> =>
  client.ask(`GET /api/query/jobs/${job}`);

export const resultOf = (client: HostClient, job: string, query = ''): Promise<Answer> =>
  client.send(`GET /api/query/jobs/${job}/result${query}`);

/** Status and code of a refusal. */
export const codeOf = ({ status, body }: Answer): string => `${status} ${body['code']}`;
