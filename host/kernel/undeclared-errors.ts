import { defineError } from '@agnes/sdk/errors';

/** A plugin reads the catalog, and its manifest does not say so. */
export const catalogUndeclared = defineError({
  code: 'catalog_undeclared',
  kind: 'invalid',
  message: () => 'The catalog is read, but the manifest does not declare it.',
  hint: 'Add capabilities.catalog with a reason to agnes.plugin.json.',
});

/** A job says something about tables, and its manifest does not say that it will. */
export const enrichmentUndeclared = defineError<{ plugin: string }>({
  code: 'enrichment_undeclared',
  kind: 'invalid',
  message: ({ plugin }) =>
    `A job of "${plugin}" says something about tables, but its manifest does not declare the catalog.`,
  hint: 'Add capabilities.catalog with a reason to agnes.plugin.json.',
});

/** A plugin asks the language model, and its manifest does not say so. */
export const llmUndeclared = defineError({
  code: 'llm_undeclared',
  kind: 'invalid',
  message: () => 'The language model is asked, but the manifest does not declare it.',
  hint: 'Add capabilities.llm with a reason to agnes.plugin.json.',
});
