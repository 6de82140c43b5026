import { packageRefused, sourceInvalid } from '../errors.ts';
import { nameFault } from '../file-names.ts';
import type { PackageLimits } from '../limits.ts';
import { Mirror, type MirrorOptions } from '../mirror/mirror.ts';
import { checkedFiles, entriesBelow } from '../mirror/tree-listing.ts';
import type { SourceOf } from './package-source.ts';
import type { PackageWriter } from './package-writer.ts';

/** How a package is taken out of a repository. */
export interface GitFetch {
  readonly mirror: Omit<MirrorOptions, 'url' | 'token'>;
  readonly writer: PackageWriter;
  readonly limits: PackageLimits;
  readonly signal: AbortSignal;
}

/** Brings the files of one commit, or of a folder in it, out of a mirror: blob by blob, nothing is checked out. */
export const copyCommit = async (
  { url, commit, path, token }: SourceOf<'git'>,
  { mirror: options, writer, limits, signal }: GitFetch,
): Promise<void> => {
  const folder = packageFolder(path);
  const mirror = new Mirror({ ...options, url, token });
  await mirror.keep(commit, signal);
  const files = checkedFiles(entriesBelow(await mirror.list(commit, signal), folder), limits);
  if (files.length === 0)
    throw packageRefused({ thing: path ?? url, rule: `holds no file at ${commit}`, next });
  let index = 0;
  for await (const content of mirror.blobs(
    files.map(({ blob }) => blob),
    signal,
  )) {
    const file = files[index++];
    if (!file) break;
    writer.announce(file.path);
    await writer.write({ ...file, content }, signal);
  }
};

const next = 'Correct the path of the package, or choose another commit.';

/** A folder of a package as its parts are compared, `''` for the whole; `./a/` is `a`. */
export const packageFolder = (path = ''): string => {
  const folder = path.replace(/^\.(\/|$)/, '').replace(/\/$/, '');
  const fault = folder === '' ? undefined : nameFault(folder);
  if (fault !== undefined) throw sourceInvalid({ what: 'path', value: path.slice(0, 200), rule: fault });
  return folder;
};
