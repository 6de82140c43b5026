import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { readGeneration } from '../../host/kernel/read-generation.ts';
import { crashPoints } from '../support/crash-points.ts';
import { tempFolder } from '../support/temp-folder.ts';

const program = fileURLToPath(new URL('programs/apply-and-die.ts', import.meta.url));
const hook = fileURLToPath(new URL('../../host/kernel/resolve-sdk.ts', import.meta.url));
const run = promisify(execFile);

test('a kill -9 at any step of a change leaves the old generation or the new one', async (t) => {
  const points = await crashPoints('host/plugin-manager/*.ts');
  t.true(points.length >= 4);

  for (const point of points) {
    const folder = await tempFolder(t);
    await mkdir(join(folder, 'local'));
    const error = await t.throwsAsync(
      run(process.execPath, ['--import', hook, program, folder, point]),
      undefined,
      point,
    );
    t.like(error, { signal: 'SIGKILL' }, point);
    const { lock, fault } = await readGeneration(join(folder, 'generations'));
    const isNew = point === 'generation.current' || point === 'apply.swapped';
    t.is(fault, undefined, point);
    t.is(lock?.reason, isNew ? 'two' : 'one', point);
  }
});
