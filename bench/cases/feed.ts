import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import type { Case } from '../bench.ts';
import type { BenchHost } from '../bench-host.ts';
import { slowLine, startMarketplaceBench } from '../bench-marketplace.ts';
import { timed } from '../measured.ts';
import { spentCpu } from '../process-usage.ts';

const plugins = 100;

/** The feed of 100 plugins over HTTP: not changed, as an archive, and cloned. */
export const feed: Case = {
  name: 'feed',
  run: async ({ folder, rounds }) => {
    await using bench = await startMarketplaceBench(join(folder, 'feed'), plugins);
    const { host, data, clone } = bench;
    await bench.register();
    await bench.grant();
    await using stack = new AsyncDisposableStack();
    const agent = new Agent();
    stack.defer(() => agent.close());
    const archives = join(data, 'marketplaces', 'archives');
    const zip = zipper(host, agent);
    const before = await spentCpu(host.pid);
    const cold = await times(rounds, async () => {
      await rm(archives, { recursive: true, force: true });
      return timed(() => zip({}));
    });
    const cpu = ((await spentCpu(host.pid)) - before) / rounds;
    const kept = await times(100, () => timed(() => zip({})));
    const tag = await zip({});
    const known = await times(200, () => timed(() => zip({ 'if-none-match': tag })));
    const first = (await timed(clone)).ms;
    const one = await times(rounds, () => timed(clone));
    return [
      slowLine('feed that did not change', known, 5),
      { ...slowLine(`archive of ${plugins} plugins, built`, cold, 300), note: `${cpu} ms of processor time` },
      slowLine(`archive of ${plugins} plugins, kept`, kept, 10),
      slowLine(`clone of ${plugins} plugins, the first`, [first], 1_500),
      slowLine(`clone of ${plugins} plugins`, one, 1_500),
    ];
  },
};

const zipper =
  ({ url, token }: BenchHost, dispatcher: Agent) =>
  async (headers: Readonly<Record<string, string>>): Promise<string> => {
    const answer = await request(`${url}/marketplace.zip`, {
      dispatcher,
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
    if (answer.statusCode >= 400) throw new Error(`The archive answers ${answer.statusCode}`);
    await answer.body.arrayBuffer();
    return String(answer.headers['etag']);
  };

const times = async (count: number, work: () => Promise<{ readonly ms: number }>): Promise<number[]> => {
  const taken: number[] = [];
  for (let done = 0; done < count; done += 1) taken.push((await work()).ms);
  return taken;
};
