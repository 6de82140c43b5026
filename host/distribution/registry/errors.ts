import { defineError } from '@agnes/sdk/errors';

export const marketplaceNotFound = defineError<{ marketplace: string }>({
  code: 'marketplace_not_found',
  kind: 'not_found',
  message: ({ marketplace }) => `No marketplace is registered as "${marketplace}".`,
  hint: 'GET /api/marketplaces lists those that are.',
});

export const marketplaceTaken = defineError<{ slug: string }>({
  code: 'marketplace_taken',
  kind: 'conflict',
  message: ({ slug }) => `There is a marketplace "${slug}" already.`,
  hint: 'Change that one, or choose another slug.',
});

/** What comes with the host is neither edited nor removed. */
export const marketplaceBuiltIn = defineError<{ marketplace: string }>({
  code: 'marketplace_built_in',
  kind: 'conflict',
  message: ({ marketplace }) => `"${marketplace}" comes with the host and stays as it is.`,
  hint: 'Take its grants away, or switch its plugins off.',
});

/** A slug, branch, pin or mode of review that cannot be kept. */
export const marketplaceInvalid = defineError<{ field: string; value: string; rule: string }>({
  code: 'marketplace_invalid',
  kind: 'invalid',
  message: ({ field, value, rule }) => `The ${field} "${value}" ${rule}.`,
  hint: ({ field }) => `Correct the ${field}.`,
});

/** An address this server does not go to. */
export const marketplaceUrl = defineError<{ reason: string }>({
  code: 'marketplace_url',
  kind: 'bad_request',
  message: ({ reason }) => `That is no address of a marketplace: ${reason}`,
  hint: 'Give the https address of a git repository, without a login; a private host has to be in egress.private.',
});

/** Two slugs would have one name for their tokens. */
export const marketplaceTokenTaken = defineError<{ secret: string; owner: string }>({
  code: 'marketplace_token_taken',
  kind: 'conflict',
  message: ({ secret, owner }) => `The token would be stored as ${secret}, which belongs to ${owner}.`,
  hint: 'Choose a slug that differs in more than "-" and "_", or remove that secret.',
});

export const marketplaceTokenMissing = defineError<{ secret: string }>({
  code: 'marketplace_token_missing',
  kind: 'invalid',
  message: ({ secret }) => `The token ${secret} is registered and cannot be read.`,
  hint: 'Give the marketplace its token anew, or an empty one when its repository is public.',
});

/** A tag that is pinned is at another commit now. */
export const pinMoved = defineError<{ pin: string; was: string; now: string }>({
  code: 'marketplace_pin_moved',
  kind: 'conflict',
  message: ({ pin, was, now }) => `The tag "${pin}" was moved from ${was} to ${now}; ${was} is still in use.`,
  hint: 'Find out who moved the tag; to take the new commit set the pin again.',
});

/** All that was listed before is gone. */
export const catalogEmptied = defineError<{ commit: string }>({
  code: 'marketplace_emptied',
  kind: 'invalid',
  message: ({ commit }) =>
    `At ${commit} no plugin is left that can be used; what was there before is still in use.`,
  hint: 'Ask whoever keeps the repository, or remove the marketplace.',
});

/** It was changed or removed while it was read. */
export const marketplaceChanged = defineError<{ marketplace: string }>({
  code: 'marketplace_changed',
  kind: 'conflict',
  message: ({ marketplace }) =>
    `"${marketplace}" was changed while it was read; nothing of it was published.`,
  hint: 'The change has started a sync of its own; wait for it.',
});

/** Two changes at once, one of which is about the host that the token belongs to. */
export const marketplaceMoved = defineError<{ marketplace: string }>({
  code: 'marketplace_moved',
  kind: 'conflict',
  message: ({ marketplace }) =>
    `The address or the token of "${marketplace}" was changed by somebody else in this moment; nothing of yours was changed.`,
  hint: 'Look at it again, then make your change anew.',
});

/** What an administrator is told of a sync that failed; the reason holds no secret. */
export const syncFailed = defineError<{ marketplace: string; reason: string; next: string }>({
  code: 'marketplace_sync_failed',
  kind: 'misconfigured',
  message: ({ marketplace, reason }) => `"${marketplace}" could not be synced: ${reason}`,
  hint: ({ next }) => `${next} What was there before is still served.`,
});

export const marketplacePluginNotFound = defineError<{ marketplace: string; plugin: string }>({
  code: 'marketplace_plugin_not_found',
  kind: 'not_found',
  message: ({ marketplace, plugin }) => `The marketplace "${marketplace}" has no plugin "${plugin}".`,
  hint: 'GET /api/marketplaces/{id}/plugins lists those it has.',
});

export const marketplaceVersionNotFound = defineError<{ plugin: string; version: string }>({
  code: 'marketplace_version_not_found',
  kind: 'not_found',
  message: ({ plugin, version }) => `"${plugin}" has no version "${version}".`,
  hint: 'The list of its plugins names the versions by their ids; older ones are removed in time.',
});

/** What a scan blocked is never served, whoever says yes. */
export const versionBlocked = defineError<{ plugin: string; reason: string }>({
  code: 'marketplace_version_blocked',
  kind: 'conflict',
  message: ({ plugin, reason }) => `This version of "${plugin}" is never served: ${reason}`,
  hint: 'Have it mended in its repository, then sync; the new version can be approved.',
});
