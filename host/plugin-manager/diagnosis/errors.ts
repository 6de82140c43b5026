import { defineError } from '@agnes/sdk';

/** Plugins stay as they are while it is found out which of them breaks. */
export const bisectRunning = defineError<{ since: string }>({
  code: 'bisect_running',
  kind: 'conflict',
  message: ({ since }) =>
    `A search for the plugin that breaks is on since ${since}; nothing else may change plugins until it ends.`,
  hint: 'Answer with agnes admin plugin bisect good or bad, or end it with agnes admin plugin bisect stop.',
});

/** There is no search to answer or to stop. */
export const bisectNotRunning = defineError({
  code: 'bisect_not_running',
  kind: 'conflict',
  message: () => 'No search for a plugin that breaks is on.',
  hint: 'Begin one with agnes admin plugin bisect start.',
});

/** There is nothing that could be switched off. */
export const bisectNothing = defineError<{ good?: number }>({
  code: 'bisect_nothing',
  kind: 'invalid',
  message: ({ good }) =>
    good === undefined
      ? 'No plugin that was installed is on, so none of them can be what breaks.'
      : `No plugin is another one than in generation ${good}.`,
  hint: 'Look at GET /api/admin/plugins/doctor, or name an older generation in which all was well.',
});

/** What a plugin keeps cannot go back and forth with every step. */
export const bisectOtherVersions = defineError<{ plugin: string; good: number }>({
  code: 'bisect_other_versions',
  kind: 'conflict',
  message: ({ plugin, good }) =>
    `"${plugin}" has settings or state of another version than in generation ${good}; a search would lose what it remembers.`,
  hint: 'Name a newer generation in which all was well, or search without one.',
});

/** A crash came between what was to be looked at and its being in place. */
export const bisectStepLost = defineError<{ generation: number }>({
  code: 'bisect_step_lost',
  kind: 'conflict',
  message: ({ generation }) =>
    `What you were to look at was not in place after a restart; it is now, as generation ${generation}.`,
  hint: 'Look once more whether it works, then answer good or bad.',
});
