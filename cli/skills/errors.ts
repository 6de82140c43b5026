import { defineError } from '@agnes/sdk/errors';

/** Nothing that is granted is called so. */
export const noSuchPlugin = defineError<{ plugin: string }>({
  code: 'skills_plugin_not_found',
  kind: 'not_found',
  message: ({ plugin }) => `You are granted no plugin "${plugin}".`,
  hint: 'agnes skills list shows those that you are granted.',
});

/** It is granted and not served, because its reader said so. */
export const pluginSwitchedOff = defineError<{ plugin: string }>({
  code: 'skills_plugin_off',
  kind: 'conflict',
  message: ({ plugin }) => `You have switched "${plugin}" off.`,
  hint: ({ plugin }) => `Switch it on with: agnes skills enable ${plugin}`,
});

/** What came is not what was promised. Nothing of it was written. */
export const badArchive = defineError<{ plugin: string; reason: string }>({
  code: 'skills_archive_refused',
  kind: 'unavailable',
  message: ({ plugin, reason }) =>
    `The archive of "${plugin}" is refused: ${reason}. Nothing of it was written.`,
  hint: 'Try again; when it stays so, tell an administrator.',
});

/** These bytes are no zip that is unpacked here. */
export const zipRefused = defineError<{ reason: string }>({
  code: 'skills_zip_refused',
  kind: 'unavailable',
  message: ({ reason }) => reason,
  hint: 'Try again; when it stays so, tell an administrator.',
});

/** The skills here came from another server. */
export const otherServer = defineError<{ folder: string; server: string }>({
  code: 'skills_of_other_server',
  kind: 'conflict',
  message: ({ folder, server }) => `The skills in ${folder} come from ${server}.`,
  hint: 'Remove them first with: agnes skills remove --all, or name another folder with --workspace.',
});

/** Nothing of this plugin is here. */
export const noSkillsOf = defineError<{ plugin: string; folder: string }>({
  code: 'skills_not_installed',
  kind: 'not_found',
  message: ({ plugin, folder }) => `No skills of "${plugin}" are in ${folder}.`,
  hint: 'Plugins are named <slug>/<plugin> here; agnes skills list shows which are here.',
});
