import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { systemIntent } from '../../host/http/intent.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { runLab } from './support/run-lab.ts';

/* What goes wrong at one source ends there, by a name and with a remedy; the source beside it goes on. */

const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
  busy: (response) => response.writeHead(429, { 'retry-after': '30' }).end(),
  broken: (response) => response.writeHead(500).end(),
  half: (response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half of it', () => response.destroy());
  },
};

const upstream = async (t: ExecutionContext): Promise<string> => {
  const server = createServer(({ url = '' }, response) => answers[url.slice(1)]?.(response)).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  t.teardown(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

type Lab = Awaited<ReturnType<typeof runLab>>;

interface Told {
  readonly name: string;
  readonly status: string;
  readonly error: { readonly code: string; readonly remedy: string } | null;
}

/** Reads a source with this fault, and a healthy one beside it. */
const runWith = async (
  { registry, run }: Lab,
  config: Readonly<Record<string, unknown>>,
): Promise<readonly Told[]> => {
  const url = 'http://127.0.0.1:9';
  for (const [slug, own] of [
    ['bad', { fault: 'answer', url, ...config }],
    ['good', { fault: 'none', url }],
  ] as const) {
    await registry.ensureSource({ slug, type: 'faulty', config: own }, systemIntent('test'));
    await registry.ensureTable({ name: `${slug}_table`, connection: slug }, systemIntent('test'));
  }
  const { result } = await run({ force: true });
  return (result as { readonly tables: readonly Told[] }).tables;
};

const faultOf = (tables: readonly Told[]) => tables.find(({ name }) => name === 'bad_table')?.error;

test.serial(
  'a source that is busy, broken, half answered, hung or greedy fails by name, and the other is published',
  async (t) => {
    const url = await upstream(t);
    const lab = await runLab(t);
    const told: Record<string, string | undefined> = {};

    for (const [name, config] of Object.entries({
      busy: { url: `${url}/busy` },
      broken: { url: `${url}/broken` },
      half: { url: `${url}/half` },
      hung: { fault: 'hang', limits: { timeoutSec: 1 } },
      greedy: { fault: 'memory', limits: { memoryMb: 64 } },
    })) {
      const tables = await runWith(lab, config);
      const fault = faultOf(tables);
      told[name] = fault?.code;
      t.truthy(fault?.remedy, name);
      t.regex(
        tables.find((table) => table.name === 'good_table')?.status ?? '',
        /^(published|unchanged)$/,
        name,
      );
      t.deepEqual(await lab.open(), ['source source_failed'], name);
    }

    t.deepEqual(told, {
      busy: 'upstream_error',
      broken: 'upstream_error',
      half: 'upstream_error',
      hung: 'run_timeout',
      greedy: 'out_of_memory',
    });
    t.deepEqual(await lab.query('SELECT count(*) AS n FROM good_table'), [{ n: '1' }]);
  },
);

/** A volume of 64 MB; nothing where none may be mounted. */
const smallDisk = async (t: ExecutionContext): Promise<string | undefined> => {
  const folder = await tempFolder(t);
  const run = promisify(execFile);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', folder]);
  } catch {
    return undefined;
  }
  t.teardown(() => run('umount', ['-l', folder]));
  return folder;
};

test.serial(
  'a run that fills the disk fails by name, the other source is published, and a smaller one heals',
  async (t) => {
    const disk = await smallDisk(t);
    if (disk === undefined) {
      t.log('skipped: this machine lets nobody mount a small disk');
      t.pass();
      return;
    }
    const lab = await runLab(t, disk);

    // All share the disk: where it was full for the other source or at a commit, too, the run as a whole says so.
    const full = await runWith(lab, { fault: 'much' }).catch((cause: Error) => cause.message);
    const healed = await runWith(lab, { fault: 'none' });

    if (typeof full === 'string') t.regex(full, /no space left|disk is (free|full)|disk .* is full/i);
    else {
      t.is(faultOf(full)?.code, 'disk_full');
      t.truthy(faultOf(full)?.remedy);
      t.is(full.find(({ name }) => name === 'good_table')?.status, 'published');
    }
    for (const { name, status } of healed) t.regex(status, /^(published|unchanged)$/, name);
    t.deepEqual(await lab.query('SELECT count(*) AS n FROM good_table'), [{ n: '1' }]);
    t.deepEqual(await lab.query('SELECT count(*) AS n FROM bad_table'), [{ n: '1' }]);
  },
);
