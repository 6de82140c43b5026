import { defineError } from '../errors.ts';

/** The plugin under test taps what its manifest does not declare. */
export const hookUndeclared = defineError<{ hook: string }>({
  code: 'hook_undeclared',
  kind: 'invalid',
  message: ({ hook }) => `The hook "${hook}" is tapped, but the manifest does not declare it.`,
  hint: 'Add the hook to contributes.hooks[].taps in agnes.plugin.json.',
});

/** The plugin asks the language model without saying so in its manifest. */
export const llmUndeclared = defineError({
  code: 'llm_undeclared',
  kind: 'invalid',
  message: () => 'The language model is asked, but the manifest does not declare it.',
  hint: 'Add capabilities.llm with a reason to agnes.plugin.json.',
});

/** The plugin under test reads the catalog, which its manifest does not declare. */
export const catalogUndeclared = defineError({
  code: 'catalog_undeclared',
  kind: 'invalid',
  message: () => 'The catalog is read, but the manifest does not declare it.',
  hint: 'Add capabilities.catalog with a reason to agnes.plugin.json.',
});

/** The plugin under test answers a hook with `null`. */
export const nullAnswer = defineError<{ hook: string }>({
  code: 'hook_result_invalid',
  kind: 'invalid',
  message: ({ hook }) => `A tap of "${hook}" answers null.`,
  hint: 'Return nothing to pass.',
});

/** The connector under test speaks of a table it was not asked for. */
export const tableNotPlanned = defineError<{ table: string }>({
  code: 'table_not_planned',
  kind: 'invalid',
  message: ({ table }) =>
    `The connector yields a message about "${table}", which is no id of a planned table.`,
  hint: 'Yield the `id` of the planned tables, not their names.',
});

/** The code under test downloads and has no folder to download to. */
export const stagingMissing = defineError<{ url: string }>({
  code: 'staging_missing',
  kind: 'invalid',
  message: ({ url }) => `"${url}" is downloaded, but the test names no staging folder.`,
  hint: 'Pass `staging`, the path of an empty folder.',
});

/** The plugin under test breaks a rule that all plugins of its kind keep. */
export const notConforming = defineError<{ rule: string; found: string }>({
  code: 'not_conforming',
  kind: 'invalid',
  message: ({ rule, found }) => `${rule}; found: ${found}`,
  hint: 'See "Testing a connector" in docs/plugins.md.',
});

/** The plugin under test cannot even be called. */
export const pluginUnusable = defineError<{ what: string }>({
  code: 'plugin_unusable',
  kind: 'invalid',
  message: ({ what }) => `The plugin cannot be tried: ${what}.`,
  hint: 'Mend agnes.plugin.json or the settings of the test; docs/plugins.md says what belongs into them.',
});
