import type { SimpleGit } from './git-door.ts';

const folder = 'refs/agnes/pins/';

/** Commits beside those that are wanted that a mirror keeps before it lets go of them: cleaning up costs time. */
const mostStale = 10;

/** The reference that keeps a commit in a mirror. */
export const pinOf = (commit: string): string => `${folder}${commit}`;

/** Lets go of commits, and of all that nothing else needs. */
export const dropPins = async (git: SimpleGit, commits: readonly string[]): Promise<void> => {
  for (const commit of commits) await git.raw(['update-ref', '-d', pinOf(commit)]);
  await git.raw(['gc', '--quiet', '--prune=now']);
};

/** The same for every commit but these, once there are many of them. */
export const dropStalePins = async (git: SimpleGit, wanted: readonly string[]): Promise<void> => {
  const names = await git.raw(['for-each-ref', '--format=%(refname)', folder]);
  const kept = names.split('\n').map((name) => name.slice(folder.length));
  const stale = kept.filter((commit) => commit !== '' && !wanted.includes(commit));
  if (stale.length > mostStale) await dropPins(git, stale);
};
