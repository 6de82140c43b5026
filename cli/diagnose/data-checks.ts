import { randomInt } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { quoteName } from '../database/quote-name.ts';
import { openLocal } from '../query/local.ts';
import { localDeps } from '../query/local-deps.ts';
import type { RemoteFile } from '../sync/manifest.ts';
import { digestOf, Store } from '../sync/store.ts';
import { byteText } from '../terminal/byte-text.ts';
import { lookAtUploads, type Standing } from '../uploads/pending.ts';
import { layOut, makeFolders, missingFolders, readAbout } from '../workspace/layout.ts';
import { type Check, type Finding, fail, ok, skip, warn } from './check.ts';
import type { Patient } from './patient.ts';

const filesRead = 3;
const dayMs = 86_400_000;
const [littleBytes, leastBytes] = [2_000_000_000, 200_000_000];

const workspace: Check = {
  component: 'workspace',
  look: async (patient) => {
    const path = await patient.session.workspace();
    if (!(await readAbout(path))) return warn(`${path} is no workspace`, 'agnes setup');
    const missing = await missingFolders(path);
    if (missing.length > 0) return warn(`${path} lacks ${missing.join(', ')}`, 'agnes diagnose --fix');
    const { lastSync } = await patient.state();
    if (lastSync === undefined) return warn(`nothing was synced into ${path} yet`, 'agnes sync');
    const age = patient.session.world.now() - Date.parse(lastSync);
    const told = `${path}, last sync ${lastSync}`;
    return age > dayMs ? warn(told, 'agnes sync') : ok(told);
  },
  mend: async ({ session }) => {
    const path = await session.workspace();
    const about = await readAbout(path);
    // A folder that is no workspace does not become one because somebody looked.
    if (!about) return;
    await makeFolders(path);
    await layOut(path, about.server, session.world);
  },
};

const manifest: Check = {
  component: 'manifest',
  look: async (patient) => {
    const { tables, faults } = await patient.manifest();
    if (faults.length > 0) {
      return warn(`${faults.length} entries cannot be used`, 'Report it to an administrator of the server.');
    }
    const { tables: here } = await patient.state();
    const files = [...here].flatMap(([id, table]) => table.files.map((file) => ({ id, file })));
    const damaged = await damagedOf(patient, files);
    if (damaged.length > 0) return fail(`damaged here: ${damaged.join(', ')}`, 'agnes sync');
    const behind = tables.filter(
      ({ id, skip: why, files: promised }) =>
        why === undefined && !isSame(promised, here.get(id)?.files ?? []),
    );
    const told = `${tables.length} tables listed, ${Math.min(filesRead, files.length)} files read and as promised`;
    return behind.length > 0
      ? warn(`${told}; ${behind.length} are not up to date here`, 'agnes sync')
      : ok(told);
  },
};

/** Reads some files, others each time, and names those that are not what they were when they came. */
const damagedOf = async (
  { session }: Patient,
  files: readonly { readonly id: string; readonly file: RemoteFile }[],
): Promise<readonly string[]> => {
  const store = new Store(await session.workspace());
  const left = [...files];
  const damaged: string[] = [];
  for (let read = 0; read < filesRead && left.length > 0; read += 1) {
    const [picked] = left.splice(randomInt(left.length), 1);
    if (!picked) break;
    const { id, file } = picked;
    const isWhole =
      (await store.has(id, file)) && (await digestOf(store.pathOf(id, file.part))) === file.sha256;
    if (!isWhole) damaged.push(id);
  }
  return damaged;
};

const isSame = (promised: readonly RemoteFile[], here: readonly RemoteFile[]): boolean =>
  promised.length === here.length &&
  promised.every(({ part, sha256 }) => here.some((file) => file.part === part && file.sha256 === sha256));

const views: Check = {
  component: 'views',
  look: async (patient) => {
    const state = await patient.state();
    const names = [...state.tables.values()].map(({ name }) => name);
    if (names.length === 0) return skip('no table is synced');
    using database = await openLocal(await localDeps(patient.session));
    if (!database) return fail('there is no local database', 'agnes sync');
    const broken: string[] = [];
    for (const name of names) {
      const read = database.all(`SELECT * FROM ${quoteName(name)} LIMIT 1`);
      if (
        !(await read.then(
          () => true,
          () => false,
        ))
      )
        broken.push(name);
    }
    return broken.length > 0
      ? fail(`cannot be read: ${broken.join(', ')}`, 'agnes sync')
      : ok(`${names.length} views answer`);
  },
};

const disk: Check = {
  component: 'disk',
  look: async ({ session }): Promise<Finding> => {
    const { bavail, bsize } = await statfs(await existing(session.workspace()));
    const told = `${byteText(bavail * bsize)} are free`;
    if (bavail * bsize < leastBytes) return fail(told, 'Make room, or move the workspace.');
    return bavail * bsize < littleBytes
      ? warn(told, 'Make room before the next large table comes.')
      : ok(told);
  },
};

/** A workspace that is not there yet will be in a folder that is. */
const existing = async (path: Promise<string>): Promise<string> => {
  let at = await path;
  for (;;) {
    const isThere = await statfs(at).then(
      () => true,
      () => false,
    );
    if (isThere || dirname(at) === at) return at;
    at = dirname(at);
  }
};

const uploads: Check = {
  component: 'uploads',
  look: async ({ session }) => {
    const workspace = await session.workspace();
    const looking = { workspace, server: await session.server(), world: session.world };
    const files = await lookAtUploads(looking);
    const count = (wanted: Standing) => files.filter(({ standing }) => standing === wanted).length;
    const told = `${count('uploaded')} sent, ${count('private')} private`;
    if (count('refused') > 0) return warn(`${told}, ${count('refused')} refused`, 'agnes session list');
    return count('pending') > 0
      ? warn(`${told}, ${count('pending')} to be sent`, 'agnes sync --upload-only')
      : ok(told);
  },
};

/** What lies on this machine. */
export const dataChecks: readonly Check[] = [manifest, workspace, views, disk, uploads];
