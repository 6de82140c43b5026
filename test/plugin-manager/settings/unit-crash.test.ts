import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { parse } from 'yaml';
import { settleGeneration } from '../../../host/app/companion-parts.ts';
import { overlayPath, overlayToBe } from '../../../host/app/overlay-to-be.ts';
import { readGeneration } from '../../../host/kernel/read-generation.ts';
import { Conditions } from '../../../host/store/conditions.ts';
import { crashPoints } from '../../support/crash-points.ts';
import { freshStore } from '../../support/fresh-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { cursorOf } from './support/remembered-source.ts';

const program = fileURLToPath(new URL('programs/two-settings.ts', import.meta.url));
const hook = fileURLToPath(new URL('../../../host/kernel/resolve-sdk.ts', import.meta.url));
const run = promisify(execFile);
const now = Date.now;

const said = (overlay: string): unknown => parse(overlay).plugins['acme/orders'].settings.said;

/** Files below the data folder that hold this text. */
const holding = async (data: string, text: string): Promise<readonly string[]> => {
  const entries = await readdir(data, { recursive: true, withFileTypes: true });
  const files = entries.flatMap((one) => (one.isFile() ? join(one.parentPath, one.name) : []));
  const found = await Promise.all(files.map(async (path) => (await readFile(path)).includes(text)));
  return files.flatMap((path, index) => (found[index] ? relative(data, path) : []));
};

/** What a host finds that starts now: before it has written anything, and afterwards. */
const started = async (data: string) => {
  const { lock } = await readGeneration(join(data, 'plugins', 'generations'));
  const overlay = overlayPath(data);
  const first = said((await overlayToBe(data)) ?? (await readFile(overlay, 'utf8')));
  await using store = await freshStore({ folder: join(data, 'state'), now, hostVersion: '0.1.0' });
  await settleGeneration({ dataDir: data, store, now, conditions: new Conditions({ store, now }) });
  const { cursor } = JSON.parse(await cursorOf(store));
  return { code: lock?.reason, first, settings: said(await readFile(overlay, 'utf8')), cursor };
};

test('a kill -9 at any step leaves code, settings and what sources remember all old or all new', async (t) => {
  const points = await crashPoints('host/plugin-manager/settings/*.ts');
  t.true(points.length >= 3);

  for (const way of ['there', 'back']) {
    for (const point of [...points, 'generation.current']) {
      const data = await tempFolder(t);
      await mkdir(join(data, 'plugins', 'local'), { recursive: true });
      const args = ['--import', hook, program, data, way, point];
      t.like(await t.throwsAsync(run(process.execPath, args)), { signal: 'SIGKILL' }, `${way} ${point}`);
      t.deepEqual(await holding(data, 'typed-by-hand'), ['state/instance.yaml'], `${way} ${point}`);
      const isOver = point !== 'companions.announced';
      const is = isOver === (way === 'there') ? 'new' : 'old';
      const all = { code: is, first: is, settings: is, cursor: way === 'there' ? 'old' : is };
      t.deepEqual(await started(data), all, `${way} ${point}`);
      const overlay = parse(await readFile(overlayPath(data), 'utf8')).plugins['acme/orders'].settings;
      t.is(overlay.api_token, 'typed-by-hand', `${way} ${point}`);
    }
  }
});
