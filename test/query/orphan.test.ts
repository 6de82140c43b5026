import { spawn } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { tempFolder } from '../support/temp-folder.ts';

/** Processes of this machine that work in a folder. */
const processesIn = async (folder: string): Promise<readonly string[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return pids.filter((_, index) => folders[index] === folder);
};

/** Hundredths of a second of processor time that a process has used. */
const ticksOf = async (pid: string): Promise<number> => {
  const [, after = ''] = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ');
  const fields = after.split(' ');
  return Number(fields[11]) + Number(fields[12]);
};

/** Starting takes a worker less than half a second; what has used three is busy with a query. */
const isBusy = async (pids: readonly string[]): Promise<boolean> =>
  (await Promise.all(pids.map(ticksOf))).some((ticks) => ticks > 300);

const until = async (isTrue: () => Promise<boolean>): Promise<void> => {
  while (!(await isTrue())) await pause(50);
};

test('a worker does not outlive its host, even in the middle of a query', async (t) => {
  const folder = await tempFolder(t);
  const program = fileURLToPath(new URL('support/orphan.ts', import.meta.url));
  const host = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  await until(async () => isBusy(await processesIn(folder)));

  host.kill('SIGKILL');

  await t.notThrowsAsync(until(async () => (await processesIn(folder)).length === 0));
});
