import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isPlatformError } from '@agnes/sdk/errors';
import { fetchFailed, fetchTimedOut, sourceInvalid } from '../errors.ts';
import { type PackageLimits, usualLimits } from '../limits.ts';
import type { Reach } from '../web-address.ts';
import { unpackArchive } from './archive-package.ts';
import { copyFolder } from './folder-package.ts';
import { copyCommit } from './git-package.ts';
import type { PackageSource } from './package-source.ts';
import { PackageWriter } from './package-writer.ts';

/** Where a package goes and what it may cost. */
export interface FetchOptions {
  /** A folder that is empty or not there yet; gone again when something is refused. */
  readonly into: string;
  /** The mirror of the repository of a `git` source, kept between calls. */
  readonly mirror: string;
  readonly reach: Reach;
  readonly signal: AbortSignal;
  readonly limits?: Partial<PackageLimits>;
  readonly caFile?: string;
  /** The same certificates for downloads, PEM. */
  readonly ca?: string;
}

/** A package that is there: plain files with safe names, nothing else. */
export interface FetchedPackage {
  readonly folder: string;
  readonly commit?: string;
  readonly integrity?: string;
}

/** Brings a package into a fresh folder. Nothing of it is run, no link is followed, and a failure leaves no folder. */
export const fetchPackage = async (source: PackageSource, options: FetchOptions): Promise<FetchedPackage> => {
  const { into } = options;
  await mkdir(into, { recursive: true, mode: 0o700 });
  if ((await readdir(into)).length > 0)
    throw sourceInvalid({ what: 'target', value: into, rule: 'is not empty' });
  const limits = { ...usualLimits, ...options.limits };
  const late = AbortSignal.timeout(limits.callMs);
  const signal = AbortSignal.any([options.signal, late]);
  try {
    return { folder: into, ...(await brought(source, { ...options, limits, signal })) };
  } catch (cause) {
    await rm(into, { recursive: true, force: true });
    if (options.signal.aborted) throw options.signal.reason;
    if (late.aborted)
      throw fetchTimedOut({ source: nameOf(source), seconds: limits.callMs / 1000 }, { cause });
    throw isPlatformError(cause) ? cause : unreadable(source, cause);
  }
};

type Bringing = Omit<FetchOptions, 'limits'> & { readonly limits: PackageLimits };

const brought = async (source: PackageSource, options: Bringing): Promise<Omit<FetchedPackage, 'folder'>> => {
  const { into, limits, signal, mirror, reach, caFile } = options;
  if (source.type === 'archive') {
    return { integrity: await unpackArchive(source, { ...options, work: dirname(into) }) };
  }
  const writer = new PackageWriter(into, limits);
  if (source.type === 'folder') {
    await copyFolder(source.path, writer, signal);
    return {};
  }
  await copyCommit(source, { writer, limits, signal, mirror: { folder: mirror, reach, limits, caFile } });
  return { commit: source.commit };
};

const nameOf = (source: PackageSource): string => {
  if (source.type === 'folder') return source.path;
  return source.type === 'git' ? source.url : (source.url ?? source.file ?? 'the archive');
};

// What a library says of broken bytes, without a path of ours.
const unreadable = (source: PackageSource, cause: unknown) => {
  const said = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
  const reason = (said ?? '').replaceAll(/(?<![\w.:/-])\/(?:[^\s'"/]+\/)+/g, '').slice(0, 200);
  return fetchFailed({ source: nameOf(source), reason: `it cannot be read (${reason})` }, { cause });
};
