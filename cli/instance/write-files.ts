import { execFile } from 'node:child_process';
import { access, copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ignoreMissing, writeDurably } from '../files/durable-file.ts';
import { hostProgram } from '../programs/host.ts';
import type { World } from '../world.ts';
import { instanceExists, instanceRefused } from './errors.ts';
import type { NewFiles } from './new-files.ts';

/** Where the files of an instance are. */
export interface InstancePaths {
  readonly instance: string;
  readonly env: string;
}

/** The paths of an instance in a folder. */
export const pathsIn = (folder: string): InstancePaths => ({
  instance: join(folder, 'config', 'instance.yaml'),
  env: join(folder, '.env'),
});

const filesThere = async ({ instance, env }: InstancePaths): Promise<readonly string[]> => {
  const found = await Promise.all([instance, env].map(async (path) => ((await isThere(path)) ? [path] : [])));
  return found.flat();
};

/** What an older `.env` says; nothing where there is none. */
export const olderText = async ({ env }: InstancePaths): Promise<string> =>
  (await readFile(env, 'utf8').catch(ignoreMissing)) ?? '';

/** Throws when one of the files is there. */
export const refuseExisting = async (paths: InstancePaths): Promise<void> => {
  const files = await filesThere(paths);
  if (files.length > 0) throw instanceExists({ files });
};

/** Writes both files, once the host would start on them. Answers where it has put what was there before. */
export const writeFiles = async (
  paths: InstancePaths,
  files: NewFiles,
  world: World,
): Promise<readonly string[]> => {
  const { pid } = world;
  const draft = `${paths.instance}.${pid}.draft`;
  await mkdir(dirname(paths.instance), { recursive: true });
  try {
    // The host of a container reads it as another user, and nothing in it is secret.
    await writeDurably(draft, files.instance, { mode: 0o644, pid });
    await checkDraft(draft, world);
    const kept = await keepOlder(paths, world.now());
    await writeDurably(paths.env, files.env, { mode: 0o600, pid });
    await rename(draft, paths.instance);
    return kept;
  } finally {
    await rm(draft, { force: true });
  }
};

/** Has the host itself read what is about to be its configuration. */
const checkDraft = async (draft: string, { execPath, env }: World): Promise<void> => {
  const args = [hostProgram, 'config-check'];
  // Settings that were changed at run time belong to another instance, if any.
  const around = { ...env, AGNES_CONFIG: draft, DATA_DIR: `${draft}.data` };
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  execFile(execPath, args, { env: around }, (error, _stdout, stderr) =>
    error ? reject(instanceRefused({ reason: stderr.trim().replaceAll(draft, 'instance.yaml') })) : resolve(),
  );
  await promise;
};

const keepOlder = async (paths: InstancePaths, now: number): Promise<readonly string[]> => {
  const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const kept: string[] = [];
  for (const path of await filesThere(paths)) {
    const older = `${path}.replaced-${stamp}`;
    await copyFile(path, older);
    kept.push(older);
  }
  return kept;
};

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
