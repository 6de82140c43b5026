import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, link, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { crashPoint } from '../crash-point.ts';
import { syncFile, syncFolder, writeDurably } from '../durable-file.ts';

/** Keeps the closed file as the snapshot of its version, with its hash beside it. */
export const keepSnapshot = async (folder: string, path: string, version: number): Promise<void> => {
  const snapshots = join(folder, 'snapshots');
  const kept = join(snapshots, `system.v${version}.duckdb`);
  const draft = `${kept}.tmp`;
  await mkdir(snapshots, { recursive: true, mode: 0o700 });
  await rm(draft, { force: true });
  await linkOrCopy(path, draft);
  crashPoint('migrate.old.linked');
  await writeDurably(`${kept}.sha256`, `${await sha256Of(draft)}  ${basename(kept)}\n`);
  crashPoint('migrate.old.hashed');
  await rename(draft, kept);
  // Renaming one link of a file onto another of its links does nothing and leaves both.
  await rm(draft, { force: true });
  await syncFolder(snapshots);
  crashPoint('migrate.old.kept');
};

/** Removes all but the snapshots of the newest versions. */
export const pruneSnapshots = async (folder: string): Promise<void> => {
  const snapshots = join(folder, 'snapshots');
  await mkdir(snapshots, { recursive: true, mode: 0o700 });
  const names = await readdir(snapshots);
  const versions = names.flatMap((name) => /^system\.v(\d+)\.duckdb$/.exec(name)?.[1] ?? []).map(Number);
  const surplus = versions.sort((a, b) => b - a).slice(keptVersions);
  for (const version of surplus) {
    const path = join(snapshots, `system.v${version}.duckdb`);
    await rm(path, { force: true });
    await rm(`${path}.sha256`, { force: true });
  }
};

const keptVersions = 3;

/** Some file systems have no hard links. */
const linkOrCopy = async (from: string, to: string): Promise<void> => {
  try {
    await link(from, to);
  } catch {
    await copyFile(from, to);
    await syncFile(to);
  }
};

const sha256Of = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};
