import type { Fault } from '@agnes/sdk';
import { defineError } from '@agnes/sdk/errors';

/** One thing that is wrong with a draft, and what to do about it. */
export interface DraftFault extends Fault {
  readonly hint: string;
}

const summary = (what: string, errors: readonly DraftFault[]): string => {
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return `${what} cannot be stored: ${errors[0]?.msg ?? 'it is not valid'}${more}.`;
};

const firstHint = ({ errors }: { errors: readonly DraftFault[] }): string =>
  errors[0]?.hint ?? 'Correct the fields listed in `errors`.';

export const invalidTable = defineError<{ name: string; errors: readonly DraftFault[] }>({
  code: 'invalid_table',
  kind: 'invalid',
  message: ({ name, errors }) => summary(`The table "${name}"`, errors),
  hint: firstHint,
});

export const invalidSource = defineError<{ slug: string; errors: readonly DraftFault[] }>({
  code: 'invalid_source',
  kind: 'invalid',
  message: ({ slug, errors }) => summary(`The source "${slug}"`, errors),
  hint: firstHint,
});

export const wildcardTable = defineError<{ source_table: string }>({
  code: 'wildcard_table',
  kind: 'bad_request',
  message: ({ source_table }) => `"${source_table}" names many tables; a registered table is one.`,
  hint: 'Name one table, or register a materialized table with a query over the wildcard.',
});

export const bigqueryProject = defineError<{ project: string }>({
  code: 'bigquery_project',
  kind: 'bad_request',
  message: ({ project }) => `"${project}" is no id of a Google Cloud project.`,
  hint: 'Correct the project in the settings of the source: lower-case letters, digits and -, 6 to 30 of them.',
});

export const tableNotFound = defineError<{ table: string }>({
  code: 'table_not_found',
  kind: 'not_found',
  message: ({ table }) => `No table is registered as "${table}".`,
  hint: 'GET /api/admin/registry lists the registered tables.',
});

export const tableExists = defineError<{ name: string; id: string }>({
  code: 'table_exists',
  kind: 'conflict',
  message: ({ name, id }) =>
    `The name "${name}" is taken by the table with the id "${id}"; case makes no difference.`,
  hint: 'Choose another name, or unregister that table first.',
});

export const viewNameTaken = defineError<{ name: string; owner: string }>({
  code: 'view_name_taken',
  kind: 'conflict',
  message: ({ name, owner }) => `The view name "${name}" belongs to the source "${owner}".`,
  hint: 'Choose another name; a view name belongs to the source that registered it first.',
});

export const sourceNotFound = defineError<{ source: string }>({
  code: 'source_not_found',
  kind: 'not_found',
  message: ({ source }) => `There is no source "${source}".`,
  hint: 'GET /api/admin/sources lists the sources.',
});

export const sourceExists = defineError<{ slug: string; source_type: string }>({
  code: 'source_exists',
  kind: 'conflict',
  message: ({ slug, source_type }) => `There is already a source "${slug}", of type "${source_type}".`,
  hint: 'Choose another slug; slugs are compared without case, and the type of a source never changes.',
});

export const sourceInUse = defineError<{ slug: string; tables: readonly string[] }>({
  code: 'source_in_use',
  kind: 'conflict',
  message: ({ slug, tables }) =>
    `The source "${slug}" is used by ${tables.length} tables: ${tables.join(', ')}.`,
  hint: 'Unregister these tables first, or add ?force=true to do so along with the source.',
});

export const sourceFailed = defineError<{
  source: string;
  reason: string;
  message: string;
  hint: string;
}>({
  code: 'source_failed',
  kind: 'upstream',
  message: ({ source, message }) => `The source "${source}" cannot be listed: ${message}`,
  hint: ({ hint }) => hint,
});

export const sourceRefused = defineError<{
  source: string;
  reason: string;
  message: string;
  hint: string;
}>({
  code: 'source_refused',
  kind: 'bad_request',
  message: ({ source, message }) => `The source "${source}" cannot be listed as it is set up: ${message}`,
  hint: ({ hint }) => hint,
});

export const severalSources = defineError<{ connections: readonly string[] }>({
  code: 'several_sources',
  kind: 'invalid',
  message: ({ connections }) => `There are several sources (${connections.join(', ')}); which one is meant?`,
  hint: 'Name one of them as `connection`.',
});

export const noSourceYet = defineError({
  code: 'no_source',
  kind: 'invalid',
  message: () => 'There is no source whose tables could be registered.',
  hint: 'Add one with POST /api/admin/sources.',
});
