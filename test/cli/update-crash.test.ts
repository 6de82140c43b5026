import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { recover } from '../../cli/update/swap.ts';
import { compileCache } from '../support/compile-cache.ts';
import { tempFolder } from '../support/temp-folder.ts';
import {
  handOut,
  installed,
  layOut,
  packed,
  scopeOf,
  telling,
  versionOf,
  writePackage,
} from './installed.ts';

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const dieAtCall = pathOf('../support/die-at-call.ts');

/** Swaps a program and is killed before its n-th change; false when there are fewer changes. */
const killedAt = async (prefix: string, call: number, outcome: 'good' | 'bad'): Promise<boolean> => {
  const args = ['--import', dieAtCall, pathOf('swap-once.ts'), prefix, outcome];
  const env = { PATH: process.env['PATH'] ?? '', ...compileCache, DIE_AT_CALL: String(call) };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
  const [code, signal] = await once(child, 'close');
  if (signal === null && code !== 0) throw new Error(`The swap ended with ${code}.`);
  return signal === 'SIGKILL';
};

/** What both names start after a kill at each change, and after the next update has tidied up. */
const afterEachKill = async (t: ExecutionContext, outcome: 'good' | 'bad') => {
  const started: string[] = [];
  const left: unknown[] = [];
  for (let call = 1, isKilled = true; isKilled; call += 1) {
    const prefix = await layOut(await tempFolder(t), telling('0.1.0'));
    const scope = scopeOf({ prefix });
    const work = join(scope, '.agnes-update');
    await writePackage(join(work, 'npm'), telling('0.2.0'), '0.2.0');
    isKilled = await killedAt(prefix, call, outcome);
    const [agnes, da] = [await versionOf({ prefix }), await versionOf({ prefix }, 'da')];
    started.push(agnes, da);
    await recover({ bin: join(prefix, 'bin'), program: join(scope, 'cli'), work });
    left.push([await versionOf({ prefix }), await versionOf({ prefix }, 'da'), await readdir(scope)]);
    if (isKilled) t.deepEqual(left.at(-1), [agnes, agnes, ['cli']]);
  }
  return { started, left };
};

test('killed at any moment of the swap both names start a whole program, and the next update ends it', async (t) => {
  t.timeout(300_000);

  const { started, left } = await afterEachKill(t, 'good');

  t.true(left.length > 20);
  t.deepEqual([...new Set(started)].toSorted(), ['0.1.0', '0.2.0']);
  t.deepEqual(left.at(-1), ['0.2.0', '0.2.0', ['cli']]);
});

test('killed at any moment of the way back both names start a whole program, too', async (t) => {
  t.timeout(300_000);

  const { started, left } = await afterEachKill(t, 'bad');

  t.true(left.length > 30);
  t.deepEqual([...new Set(started)].toSorted(), ['0.1.0', '0.2.0']);
  t.deepEqual(left.at(-1), ['0.1.0', '0.1.0', ['cli']]);
});

test('an update that was killed is ended by the next one, also when that starts from what was left', async (t) => {
  const place = await installed(t);
  handOut(place, await packed(t, '0.2.0'));
  const env = { NODE_OPTIONS: `--import=${dieAtCall}`, DIE_AT_CALL: '12' };

  const killed = await place.agnes(['update'], env);
  const between = [await versionOf(place), await versionOf(place, 'da')];
  const left = await readdir(scopeOf(place));
  const { code } = await place.agnes(['update', '--json']);

  t.is(killed.code, null);
  t.deepEqual(left, ['.agnes-update', '.agnes-update.lock', 'cli']);
  t.true(between.every((version) => ['0.1.0', '0.2.0'].includes(version)));
  t.is(code, 0);
  t.deepEqual([await versionOf(place), await versionOf(place, 'da')], ['0.2.0', '0.2.0']);
  t.deepEqual(await readdir(scopeOf(place)), ['cli']);
});
