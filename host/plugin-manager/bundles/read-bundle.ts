import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isPlatformError } from '@agnes/sdk/errors';
import { PackageWriter } from '../../../marketplace/fetch/package-writer.ts';
import { unpackTar } from '../../../marketplace/fetch/tar-archive.ts';
import { usualLimits } from '../../../marketplace/limits.ts';
import { readTree, treeHash } from '../../kernel/tree.ts';
import { bundleRefused } from '../errors.ts';
import { type Bundle, bundleFile, parseBundle, treesFolder } from './bundle-format.ts';

const mb = 1024 * 1024;

/** Most bytes of a bundle as it is sent. */
export const mostBundleBytes = 256 * mb;

const limits = { ...usualLimits, files: 50_000, bytes: 1024 * mb, archiveBytes: mostBundleBytes };

/** Writes what comes into a file; answers its hash. */
export const spooled = async (
  body: AsyncIterable<Buffer>,
  file: string,
  signal: AbortSignal,
): Promise<string> => {
  const sum = createHash('sha256');
  const hashing = new Transform({
    transform: (chunk: Buffer, _, done) => {
      sum.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(body, hashing, createWriteStream(file, { flags: 'wx', mode: 0o600 }), { signal });
  return `sha256-${sum.digest('hex')}`;
};

/**
 * Takes a bundle apart in an empty folder. Links, names that lead out, files that are there twice, sizes, and trees that
 * are not those of their hashes are refused; nothing of it runs.
 */
export const unpackedBundle = async (file: string, into: string, signal: AbortSignal): Promise<Bundle> => {
  await unpacked(file, into, signal);
  const names = await readdir(into);
  if (!names.includes(bundleFile)) throw bundleRefused({ reason: `it has no ${bundleFile}` });
  const path = join(into, bundleFile);
  if ((await stat(path)).size > mb)
    throw bundleRefused({ reason: `${bundleFile} is larger than ${mb} bytes` });
  const bundle = parseBundle(await readFile(path));
  const beside = names.find((name) => name !== bundleFile && name !== treesFolder);
  if (beside !== undefined) throw bundleRefused({ reason: `it holds "${beside}", which no bundle has` });
  await checkTrees(bundle, join(into, treesFolder));
  return bundle;
};

const unpacked = async (file: string, into: string, signal: AbortSignal): Promise<void> => {
  const writer = new PackageWriter(into, limits, (await stat(file)).size);
  try {
    await unpackTar(file, { writer, path: '', signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw isPlatformError(cause)
      ? cause
      : bundleRefused({ reason: 'it is no tar.gz, or a part of one' }, { cause });
  }
};

const checkTrees = async ({ plugins }: Bundle, folder: string): Promise<void> => {
  const trees: readonly string[] = await readdir(folder).catch(() => []);
  const named = new Set(plugins.map(({ tree }) => tree));
  const extra = trees.find((tree) => !named.has(tree));
  if (extra !== undefined) throw bundleRefused({ reason: `the tree ${extra} is of no plugin in it` });
  for (const { id, version, tree, treeHash: wanted } of plugins) {
    if (!trees.includes(tree))
      throw bundleRefused({ reason: `the files of "${id}" ${version} are not in it` });
    const found = `sha256-${await treeHash(await readTree(join(folder, tree), 'refuse'))}`;
    if (found !== wanted)
      throw bundleRefused({
        reason: `the files of "${id}" ${version} have the hash ${found}, not ${wanted}`,
      });
  }
};
