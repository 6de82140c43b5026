import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { newPlugin } from '../../host/app/author/new-plugin.ts';
import type { Case } from '../bench.ts';
import { inRounds, type Measured, summaryOf, timed } from '../measured.ts';
import { cpuTime } from '../process-usage.ts';

const mostMs = 500;
const main = fileURLToPath(new URL('../../host/app/main.js', import.meta.url));

/** From the change of a file of a plugin to the line that says it is loaded: the author waits for that, and for nothing else. */
export const pluginDev: Case = {
  name: 'plugin-dev',
  run: async ({ rounds, folder }) => [
    await changes({ rounds, folder: join(folder, 'dev-quiet') }, 'change of a plugin', (code) => code),
    await changes(
      { rounds, folder: join(folder, 'dev-busy') },
      'change while its read does not end',
      endless,
    ),
  ],
};

const endless = (code: string): string =>
  code.replace(
    'for (const',
    `await new Promise((_, end) => signal.addEventListener('abort', () => end(signal.reason)));
    for (const`,
  );

interface Place {
  readonly rounds: number;
  readonly folder: string;
}

const changes = async (
  { rounds, folder }: Place,
  name: string,
  written: (code: string) => string,
): Promise<Measured> => {
  const plugin = join(folder, 'plugin');
  await newPlugin({ folder: plugin, kind: 'connector', id: 'acme/bench' });
  const file = join(plugin, 'connector.ts');
  const code = written(await readFile(file, 'utf8'));
  await writeFile(file, code);
  await using program = await developing(plugin, join(folder, 'temporary'));
  await program.loaded();
  let count = 0;
  const found = await inRounds(rounds, async () => {
    const before = (await cpuTime(program.pid)).own;
    count += 1;
    const { ms } = await timed(async () => {
      await writeFile(file, `${code}// ${count}\n`);
      await program.loaded();
    });
    return { ms, cpu: (await cpuTime(program.pid)).own - before };
  });
  const agnes = summaryOf(found.map(({ ms }) => ms));
  const cpu = Math.round(summaryOf(found.map((one) => one.cpu)).median);
  const target = { text: `< ${mostMs} ms`, met: agnes.median < mostMs };
  return { name, unit: 'ms', agnes, target, note: `CPU ms of the host, reads of before among them: ${cpu}` };
};

/** `agnes plugin dev`, and what it prints. */
const developing = async (plugin: string, temporary: string) => {
  await mkdir(temporary, { recursive: true });
  const env = { PATH: process.env['PATH'] ?? '', TMPDIR: temporary };
  const child = spawn(process.execPath, [main, 'plugin-dev', plugin], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const loaded = async (): Promise<void> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error('agnes plugin dev has ended.');
      if (/ {2}loaded {3}DEV /.test(value)) return;
    }
  };
  return { pid: child.pid ?? 0, loaded, [Symbol.asyncDispose]: () => ended(child) };
};

const ended = async (child: ChildProcess): Promise<void> => {
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
};
