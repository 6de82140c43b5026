import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Case } from '../bench.ts';
import { startBenchHost } from '../bench-host.ts';
import { compared, inRounds, type Measured, timed } from '../measured.ts';
import { packedCli } from '../packed-cli.ts';
import { fillHost } from '../workshop.ts';

const run = promisify(execFile);
const demoFiles = join(dirname(fileURLToPath(import.meta.resolve('vega-datasets'))), '../data');
const statement = 'SELECT count(*) FROM airports';

/** The command line as laptops have it: how long until it says something, against a Node that does nothing. */
export const commandLine: Case = {
  name: 'command-line',
  run: async ({ rounds, folder }) => {
    const program = await packedCli(join(folder, 'packed'));
    const laptop = await synced(folder, program);
    const calls = [
      { name: 'agnes --version', args: ['--version'], mostMs: 120 },
      { name: 'agnes query, synced table', args: ['query', '--local', statement], mostMs: 400 },
    ];
    const measured: Measured[] = [];
    for (const { name, args, mostMs } of calls) {
      const taken = await inRounds(rounds, async () => ({
        agnes: await lasting([program, ...args], laptop),
        reference: await lasting(['-e', '0'], laptop),
      }));
      const line = compared('node -e 0', taken);
      const target = { text: `< ${mostMs} ms`, met: line.agnes.median < mostMs };
      measured.push({ name, unit: 'ms', ...line, target });
    }
    return measured;
  },
};

interface Laptop {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A workspace with one table in it, synced from a host that is gone again. */
const synced = async (folder: string, program: string): Promise<Laptop> => {
  const files = { airports: 'airports.csv' };
  const host = await fillHost(join(folder, 'of-laptop'), [{ slug: 'demo', location: demoFiles, files }]);
  const home = join(folder, 'laptop');
  await mkdir(home);
  await using server = await startBenchHost(host);
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, AGNES_SERVER: server.url };
  await run(process.execPath, [program, 'sync'], { cwd: home, env: { ...env, AGNES_TOKEN: server.token } });
  return { cwd: home, env };
};

const lasting = async (args: readonly string[], { cwd, env }: Laptop): Promise<number> =>
  (await timed(() => run(process.execPath, args, { cwd, env }))).ms;
