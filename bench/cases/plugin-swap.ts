import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { Case } from '../bench.ts';
import { type BenchHost, startBenchHost } from '../bench-host.ts';
import { storePlugins, writeGenerations } from '../bench-plugins.ts';
import { compared, inRounds, timed } from '../measured.ts';

const clients = 4;
const mostMs = 1_000;
/** Milliseconds between two requests of a client, and between two looks: whoever asks faster is refused by the rate limits. */
const pauseMs = { load: 60, look: 20 };
const id = 'bench/orders';

/** From the request of a change to the first look that finds the other version, while queries are asked that a plugin listens to. */
export const pluginSwap: Case = {
  name: 'plugin-swap',
  run: async ({ rounds, folder }) => {
    const folders = { config: join(folder, 'swap.yaml'), data: join(folder, 'swap') };
    await mkdir(folders.data, { recursive: true });
    // JSON is YAML, too.
    await writeFile(folders.config, JSON.stringify(config));
    const two = ['1.0.0', '1.1.0'].map((version) => ({ slug: 'orders', version }));
    const entries = await storePlugins(folders.data, two);
    await writeGenerations(
      folders.data,
      entries.map((entry) => [entry]),
    );
    await using host = await startBenchHost(folders);
    // A start watches a generation that nobody has seen run; what is asked for meanwhile waits.
    await swapTo(host, 1);
    await using load = asking(host);
    let to = 2;
    const pairs = await inRounds(rounds, async () => {
      const pair = { agnes: await swapTo(host, to), reference: (await timed(() => ask(host))).ms };
      to = to === 1 ? 2 : 1;
      return pair;
    });
    const { count, failed } = load.asked;
    const line = compared('one query beside them', pairs);
    const met = line.agnes.median < mostMs && failed === 0;
    const target = { text: `< ${mostMs} ms and no request dropped`, met };
    return [
      { name: 'swap under load', unit: 'ms', ...line, target, note: `${failed} of ${count} requests failed` },
    ];
  },
};

const config = {
  instance: { name: 'Bench' },
  auth: { allowed_domain: '' },
  server: { host: '127.0.0.1', hostname: '127.0.0.1', port: 0 },
  query: { cache: { max_bytes: 0 } },
};

const ask = (host: BenchHost): Promise<unknown> => host.ask('POST', '/api/query', { sql: 'SELECT 1' });

/** Asks from several sides until disposed of; whoever got no good answer counts. */
const asking = (host: BenchHost) => {
  const asked = { count: 0, failed: 0 };
  let isOver = false;
  const one = async (): Promise<void> => {
    while (!isOver) {
      asked.count += 1;
      await ask(host).catch(() => {
        asked.failed += 1;
      });
      await after(pauseMs.load);
    }
  };
  const all = Promise.all(Array.from({ length: clients }, one));
  return {
    asked,
    [Symbol.asyncDispose]: async () => {
      isOver = true;
      await all;
    },
  };
};

const swapTo = async (host: BenchHost, generation: number): Promise<number> => {
  const wanted = generation === 1 ? '1.0.0' : '1.1.0';
  const { ms } = await timed(async () => {
    await host.ask('POST', '/api/admin/plugins/rollback', { to_generation: generation });
    const late = AbortSignal.timeout(120_000);
    for (;;) {
      late.throwIfAborted();
      // The shape is that of the host, as in `docs/http-api.md`.
      const shown = (await host.ask('GET', `/api/admin/plugins/${id}`)) as { readonly version: string };
      if (shown.version === wanted) return;
      await after(pauseMs.look);
    }
  });
  return ms;
};
