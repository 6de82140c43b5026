import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readlink } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { tempFolder } from '../support/temp-folder.ts';

/** Processes of this machine that work in a folder. */
const processesIn = async (folder: string): Promise<readonly string[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return pids.filter((_, index) => folders[index] === folder);
};

const gone = async (folder: string): Promise<void> => {
  while ((await processesIn(folder)).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
};

test('a worker does not outlive its host, even in the middle of an answer', async (t) => {
  const folder = await tempFolder(t);
  const program = fileURLToPath(new URL('support/orphan.ts', import.meta.url));
  const host = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(host.stdout, 'data');
  const workers = await processesIn(folder);

  host.kill('SIGKILL');
  await gone(folder);

  t.is(workers.length, 1);
});
