import { defineError } from '@agnes/sdk/errors';

/** Something in a package that is never taken in: the thing, the rule, and what its author does about it. */
export const packageRefused = defineError<{ thing: string; rule: string; next: string }>({
  code: 'package_refused',
  kind: 'invalid',
  message: ({ thing, rule }) => `"${thing}" ${rule}.`,
  hint: ({ next }) => next,
});

/** What says where a package comes from is no such thing. */
export const sourceInvalid = defineError<{ what: string; value: string; rule: string }>({
  code: 'package_source_invalid',
  kind: 'invalid',
  message: ({ what, value, rule }) => `The ${what} "${value}" ${rule}.`,
  hint: 'Correct the source of the package: an https address without a login, a full commit id, a plain path.',
});

/** The bytes are others than those that were agreed on. */
export const integrityMismatch = defineError<{ source: string; expected: string; actual: string }>({
  code: 'package_integrity',
  kind: 'conflict',
  message: ({ source, expected, actual }) => `"${source}" has the hash ${actual}; ${expected} was expected.`,
  hint: 'Ask whoever published the package which hash is right; take the new one only when you trust it.',
});

/** The place a package comes from did not give it. */
export const fetchFailed = defineError<{ source: string; reason: string }>({
  code: 'package_fetch_failed',
  kind: 'upstream',
  message: ({ source, reason }) => `"${source}" could not be fetched: ${reason}.`,
  hint: 'Check that the address, the reference and the token are right and that the server answers, then try again.',
});

/** It took longer than it may. */
export const fetchTimedOut = defineError<{ source: string; seconds: number }>({
  code: 'package_fetch_timeout',
  kind: 'timeout',
  message: ({ source, seconds }) => `"${source}" was not there after ${seconds} seconds.`,
  hint: 'Try again when the server is less busy; what was there before is still in use.',
});

/** A commit that is asked for is nowhere: it was removed before it was ever kept here. */
export const commitMissing = defineError<{ source: string; commit: string }>({
  code: 'package_commit_missing',
  kind: 'not_found',
  message: ({ source, commit }) => `"${source}" has no commit ${commit}.`,
  hint: 'Choose a commit that the repository still has; a commit that was fetched once is kept here for ever.',
});

/** A manifest that cannot be read, or says what none may say. */
export const manifestUnreadable = defineError<{ thing: string; rule: string }>({
  code: 'marketplace_manifest_invalid',
  kind: 'invalid',
  message: ({ thing, rule }) => `"${thing}" ${rule}.`,
  hint: 'Correct it in the repository, then sync again; what was published before is still in use.',
});

/** An entry whose content comes from where this server does not take it. */
export const sourceUnsupported = defineError<{ kind: string; reason: string; next: string }>({
  code: 'marketplace_source_unsupported',
  kind: 'invalid',
  message: ({ kind, reason }) => `A source "${kind}" is not supported: ${reason}.`,
  hint: ({ next }) => next,
});

/** A version that is served is not kept any more. */
export const versionMissing = defineError<{ digest: string }>({
  code: 'marketplace_version_missing',
  kind: 'not_found',
  message: ({ digest }) => `The store does not hold the version ${digest.slice(0, 12)}.`,
  hint: 'Sync the marketplace that it comes from; its files are then taken from the kept commit again.',
});

/** Files in the store are others than those that were kept. */
export const versionTampered = defineError<{ digest: string }>({
  code: 'marketplace_version_tampered',
  kind: 'conflict',
  message: ({ digest }) => `The files of the version ${digest.slice(0, 12)} are not those that were kept.`,
  hint: 'Find out who changed the store, then sync the marketplace again; the version is not served meanwhile.',
});

/** The repository that a commit goes on from is not kept any more. */
export const lineageBroken = defineError<{ commit: string }>({
  code: 'marketplace_lineage_broken',
  kind: 'not_found',
  message: ({ commit }) => `The repository of the commit ${commit.slice(0, 12)} is not kept here.`,
  hint: 'Begin a new history without it; clients clone again.',
});
