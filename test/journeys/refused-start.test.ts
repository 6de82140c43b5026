import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test from 'ava';
import { openSystemStore } from '../../host/store/system-store.ts';
import { newest, nextRelease } from '../store/support/next-step.ts';
import { runHost } from '../support/host-process.ts';
import { startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** What is meant for people: without the lines of the log, which are JSON. */
const said = (stderr: string): string => stderr.replace(/^\{.*\}\n/gm, '');

test.serial(
  'a second host on one data folder is refused with the number of the first, which goes on',
  async (t) => {
    const first = await startHost(t);

    const second = await runHost(t, { dataDir: first.dataDir });
    const { status } = await fetch(`${first.url}/healthz`);

    t.is(second.code, 75);
    t.true(second.stderr.includes(`${first.pid}`));
    t.is(second.stdout, '');
    t.is(status, 200);
  },
);

test.serial('a database of a newer host is refused with both versions', async (t) => {
  const dataDir = await tempFolder(t);
  const folder = join(dataDir, 'state');
  const store = await openSystemStore({
    folder,
    now: Date.now,
    hostVersion: '0.2.0',
    migrations: nextRelease,
  });
  await store[Symbol.asyncDispose]();

  const { code, stdout, stderr } = await runHost(t, { dataDir });

  t.is(code, 78);
  t.regex(stderr, new RegExp(`version ${newest + 1}; this host knows versions up to ${newest}`));
  t.is(stdout, '');
});

test.serial('a port that is taken is told in one sentence, with what to do', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1');
  t.teardown(() => taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as { readonly port: number };

  const { code, stdout, stderr } = await runHost(t, { env: { PORT: String(port) } });

  t.is(code, 69);
  t.regex(said(stderr), new RegExp(`^127\\.0\\.0\\.1:${port} .+\\.\n.+PORT=.+\n$`));
  t.is(stdout, '');
});

test.serial('a broken configuration is refused with every fault at once', async (t) => {
  const config = { instance: { title: 'Acme' }, auth: {}, data_dir: '${NOWHERE}', sorces: [] };

  const { code, stderr } = await runHost(t, { config });

  t.is(code, 78);
  t.deepEqual([...stderr.matchAll(/instance\.yaml:1 ([\w.]+): /g)].map(([, key]) => key).sort(), [
    'auth.allowed_domain',
    'data_dir',
    'instance.name',
    'instance.title',
    'sorces',
  ]);
  t.regex(stderr, /did you mean "sources"\?/);
});
