import compare from 'semver/functions/compare.js';
import type { LockEntry } from '../../kernel/generation-lock.ts';
import type { GenerationRecord } from '../generation-repository.ts';
import type { StoredPackage } from '../packages.ts';
import { unfitHere } from '../resolve/offered.ts';
import { type Fact, sourceOf } from './story.ts';

/** What newer versions are judged by. */
export interface Judging {
  readonly entry: LockEntry;
  readonly records: readonly GenerationRecord[];
  readonly hostVersion: string;
  /** A package as it lies in the store; nothing when it does not. */
  readonly stored: (entry: LockEntry) => Promise<StoredPackage | undefined>;
}

/** A newer version that this host has seen, with the last generation that had it. */
export interface Newer {
  readonly entry: LockEntry;
  readonly record: GenerationRecord;
}

/** Every newer version of a plugin that was ever installed here, newest first. */
export const newerVersions = (entry: LockEntry, records: readonly GenerationRecord[]): readonly Newer[] => {
  const found = records.flatMap((record) =>
    record.lock.plugins
      .filter(({ id, version }) => id === entry.id && compare(version, entry.version) > 0)
      .map((one) => ({ entry: one, record })),
  );
  // Records are newest first: what comes first says what became of a version in the end.
  const latest = Map.groupBy(found, (one) => one.entry.version);
  return [...latest.values()]
    .flatMap(([first]) => first ?? [])
    .sort((a, b) => compare(b.entry.version, a.entry.version));
};

/** Why each newer version is not what runs. */
export const newerFacts = async (judging: Judging): Promise<readonly Fact[]> => {
  const all = newerVersions(judging.entry, judging.records);
  return Promise.all(all.map((newer) => whyNot(newer, judging)));
};

const whyNot = async ({ entry, record }: Newer, judging: Judging): Promise<Fact> => {
  const { lock, status, reason } = record;
  const version = `Version ${entry.version}`;
  const source = sourceOf(lock);
  if (status === 'failed')
    return { fact: `${version} was tried as ${source} and did not prove itself: ${reason}`, source };
  if (judging.entry.pinned)
    return { fact: `${version} is not taken because ${judging.entry.version} is pinned.`, source: 'pin' };
  if (status === 'rolled_back')
    return { fact: `${version} ran as ${source} and was taken back: ${reason}`, source };
  const stored = await judging.stored(entry);
  if (!stored)
    return { fact: `${version} was ${source}; its files are no longer in the store.`, source: 'store' };
  return { fact: `${version} ${unfitReason(stored, judging)}`, source: 'manifest' };
};

const unfitReason = ({ manifest }: StoredPackage, { entry, hostVersion }: Judging): string => {
  const fault = unfitHere(manifest, hostVersion, { range: entry.requested });
  return fault === undefined ? 'is known and would fit: plan it to have it.' : `${fault}.`;
};
