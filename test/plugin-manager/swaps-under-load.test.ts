import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test, { type ExecutionContext } from 'ava';
import { Agent, request } from 'undici';
import { managing } from '../support/managing-plugins.ts';
import { connectorManifest, hooksManifest, setupEntry, writePlugin } from '../support/plugin-folders.ts';
import { tempFolder } from '../support/temp-folder.ts';

type Managed = Awaited<ReturnType<typeof managing>>;
type Rebuilt = Parameters<Managed['plugins']['hooks']['afterRebuild']>[0];

const rebuilt = { generation: 1, tables: [] } as unknown as Rebuilt;
// Plugins of this file run in this process, and it is how they are counted.
const world = globalThis as unknown as { atWork: number };
const swaps = 20;

/** It says so when it is called after it was released. */
const counted = setupEntry(`
  globalThis.atWork += 1;
  let isReleased = false;
  const timer = setInterval(() => {}, 60_000);
  host.defer(() => { isReleased = true; globalThis.atWork -= 1; clearInterval(timer); });
  host.tap('afterRebuild', async () => { if (isReleased) throw new Error('called after its release'); });
`);
/** In front of it, so that calls are between two taps when plugins are replaced. */
const slow = setupEntry(`host.tap('afterRebuild', () => new Promise((resolve) => setImmediate(resolve)));`);

const install = async (
  t: ExecutionContext,
  { plan, plans, manager }: Managed,
  version: string,
): Promise<void> => {
  const { contributes, ...manifest } = connectorManifest('acme/orders', 'orders');
  const folder = await writePlugin(await tempFolder(t), 'orders', {
    'agnes.plugin.json': {
      ...manifest,
      version,
      contributes: { ...contributes, hooks: [{ entry: 'index.ts', taps: ['afterRebuild'] }] },
      capabilities: { process: { host: true, why: 'It is counted.' } },
    },
    'connector.ts': '',
    'index.ts': counted,
  });
  const { id, hash } = await plan(folder);
  const { signal } = new AbortController();
  await manager.apply(plans.take(id, { hash, approve: ['process:host'], by: 'u1' }), signal);
};

/** A server whose every request calls the hook; it tells what went wrong. */
const serving = async (t: ExecutionContext, { plugins }: Managed): Promise<string> => {
  const server = createServer(async (_, response) => {
    const told = await plugins.hooks.afterRebuild(rebuilt);
    const failed = told.find(({ error }) => error);
    response.writeHead(failed || told.length !== 2 ? 500 : 200).end(failed?.error?.message ?? 'ok');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  // A server of TCP has such an address.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** Asks from several sides until told to end; answers how often, and what was not answered well. */
const load = (url: string) => {
  const agent = new Agent({ connections: 8 });
  const asking = { isOver: false, count: 0, bad: [] as string[] };
  const one = async (): Promise<void> => {
    while (!asking.isOver) {
      const { statusCode, body } = await request(url, { dispatcher: agent });
      const text = await body.text();
      asking.count += 1;
      if (statusCode !== 200) asking.bad.push(text);
    }
  };
  const all = Promise.all(Array.from({ length: 8 }, one));
  return {
    asking,
    end: async () => {
      asking.isOver = true;
      await all;
      await agent.close();
    },
  };
};

const collected = async (refs: readonly WeakRef<object>[]): Promise<number> => {
  setFlagsFromString('--expose-gc');
  const gc: () => void = runInNewContext('gc');
  for (let round = 0; round < 5; round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    gc();
  }
  return refs.filter((ref) => ref.deref() === undefined).length;
};

test('twenty swaps under load drop no request and leave no tap, no timer and nothing of an old generation', async (t) => {
  world.atWork = 0;
  const managed = await managing(t);
  const { folders, manager, plugins } = managed;
  await writePlugin(folders.bundled, 'slow', {
    'agnes.plugin.json': hooksManifest('agnes/slow', ['afterRebuild']),
    'index.ts': slow,
  });
  await install(t, managed, '1.0.0');
  await install(t, managed, '1.1.0');
  const { asking, end } = load(await serving(t, managed));
  const old: WeakRef<object>[] = [];

  for (let swap = 0; swap < swaps; swap += 1) {
    const before = asking.count;
    old.push(new WeakRef(plugins.connector('orders') ?? t));
    await manager.rollback(swap % 2 === 0 ? 2 : 3);
    t.is(plugins.connector('orders')?.version, swap % 2 === 0 ? '1.0.0' : '1.1.0');
    while (asking.count < before + 8) await new Promise((resolve) => setImmediate(resolve));
  }

  await end();
  t.deepEqual(asking.bad, []);
  t.true(asking.count >= swaps * 8);
  t.is(world.atWork, 1);
  t.is((await plugins.hooks.afterRebuild(rebuilt)).length, 2);
  t.is(await collected(old), swaps);
});
