import { defineError } from '@agnes/sdk/errors';

/** The same for a plugin that does not exist and one that is not granted: neither tells which. */
export const pluginNotYours = defineError<{ plugin: string }>({
  code: 'feed_plugin_not_found',
  kind: 'not_found',
  message: ({ plugin }) => `You have no plugin "${plugin}".`,
  hint: 'GET /marketplace/info lists the plugins you have; ask an administrator for a grant.',
});

/** What is required stays. */
export const pluginRequired = defineError<{ plugin: string }>({
  code: 'feed_plugin_required',
  kind: 'conflict',
  message: ({ plugin }) => `The plugin "${plugin}" is required and cannot be switched off.`,
  hint: 'Ask an administrator to make the grant optional.',
});

/** Whoever wants to write. */
export const feedIsReadOnly = defineError({
  code: 'marketplace_read_only',
  kind: 'forbidden',
  message: () => 'The served marketplace cannot be pushed to.',
  hint: 'Push to the repository that the plugin comes from; an administrator syncs it.',
});

/** A client that reads files one by one. */
export const gitTooOld = defineError({
  code: 'git_protocol_unsupported',
  kind: 'forbidden',
  message: () => 'Only the smart protocol of git is spoken here.',
  hint: 'Use git 1.6.6 or newer.',
});

/** Too many at a time, for too long. */
export const gitBusy = defineError({
  code: 'git_busy',
  kind: 'unavailable',
  message: () => 'Too many clients fetch at the same time.',
  hint: 'Try again in a moment.',
});

/** One client that asks for more and more at once. */
export const gitCrowded = defineError<{ retry_after_seconds: number }>({
  code: 'git_too_many_requests',
  kind: 'rate_limited',
  message: () => 'You fetch too often at the same time.',
  hint: 'Wait for what you have asked for already, then try again.',
});

/** Clients of whom more wait than could be answered. */
export const gitQueueFull = defineError<{ retry_after_seconds: number }>({
  code: 'git_queue_full',
  kind: 'rate_limited',
  message: () => 'More clients wait than can be answered soon.',
  hint: 'Try again in half a minute.',
});

/** Lineages that move faster than they can be built. */
export const feedUnsettled = defineError({
  code: 'marketplace_feed_unsettled',
  kind: 'unavailable',
  message: () => 'What you are served changed while it was put together.',
  hint: 'Try again in a moment.',
});

/** What somebody reads was switched off or quarantined before they had read it to the end. */
export const feedWithdrawn = defineError({
  code: 'marketplace_feed_withdrawn',
  kind: 'unavailable',
  message: () => 'A plugin of what you are reading was taken out of use; the rest of it is not sent.',
  hint: 'Ask again: you are then served what is left.',
});

/** Something that is served is not in order on our side. */
export const feedUnavailable = defineError({
  code: 'marketplace_feed_unavailable',
  kind: 'unavailable',
  message: () => 'A plugin of your feed is not kept as it should be and is looked into.',
  hint: 'Try again in a moment; if it stays, tell an administrator.',
});
