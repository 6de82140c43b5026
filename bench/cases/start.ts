import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { request } from 'undici';
import type { Case } from '../bench.ts';
import { type HostFolders, startServer } from '../bench-host.ts';
import { compared, inRounds, type Pair, summaryOf, timed } from '../measured.ts';
import { cpuTime } from '../process-usage.ts';

const mostMs = 1_500;

/** From nothing to the first healthy answer, with data that is there already. */
export const start: Case = {
  name: 'start',
  run: async ({ rounds, filled }) => {
    const folders = await filled();
    const taken = await inRounds(rounds, async () => ({
      ...(await startOnce(folders)),
      reference: await bareNode(),
    }));
    const line = compared('node -e 0', taken);
    return [
      {
        name: 'start to healthy',
        unit: 'ms',
        ...line,
        target: { text: `< ${mostMs} ms`, met: line.agnes.median < mostMs },
        note: `CPU ms of the host: ${Math.round(summaryOf(taken.map(({ cpu }) => cpu)).median)}`,
      },
    ];
  },
};

const startOnce = async (folders: HostFolders): Promise<Pick<Pair, 'agnes'> & { readonly cpu: number }> => {
  await using stack = new AsyncDisposableStack();
  const { ms, result: pid } = await timed(async () => {
    const server = stack.use(await startServer(folders));
    const health = await request(`${server.announced}/api/health`);
    await health.body.dump();
    if (health.statusCode !== 200) throw new Error(`The host is not healthy: ${health.statusCode}`);
    return server.pid;
  });
  return { agnes: ms, cpu: (await cpuTime(pid)).own };
};

const bareNode = async (): Promise<number> =>
  (await timed(() => promisify(execFile)(process.execPath, ['-e', '0']))).ms;
