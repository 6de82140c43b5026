import { bigqueryProject, type DraftFault, wildcardTable } from '../errors.ts';
import { isRelaxedIdentifier } from '../identifier.ts';
import type { TableDraft } from '../table.ts';
import { type Surroundings, sourceOfDraft, typeOfDraft } from './surroundings.ts';

/** True when the draft is going to be read from BigQuery. */
export const isBigQuery = (draft: TableDraft, around: Surroundings): boolean =>
  typeOfDraft(draft, around) === 'bigquery';

/** What is wrong with the upstream names of a BigQuery table that is queried where it lies. */
export const bigqueryFaults = (draft: TableDraft, around: Surroundings): readonly DraftFault[] => {
  if (!isBigQuery(draft, around) || draft.queryMode === 'materialized') return [];
  return [...partFaults('bucket', draft.bucket), ...partFaults('source_table', draft.sourceTable)];
};

/** Throws for what older clients expect as 400 instead of 422. */
export const checkBigQuery = (draft: TableDraft, around: Surroundings): void => {
  if (!isBigQuery(draft, around)) return;
  if (draft.queryMode !== 'materialized' && draft.sourceTable?.includes('*')) {
    throw wildcardTable({ source_table: draft.sourceTable });
  }
  const project = sourceOfDraft(draft, around)?.config['project'];
  if (typeof project === 'string' && !/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(project)) {
    throw bigqueryProject({ project });
  }
};

const partFaults = (name: 'bucket' | 'source_table', value: string | undefined): readonly DraftFault[] => {
  const loc = `/${name}`;
  if (value === undefined) {
    const msg = `a BigQuery table needs \`${name}\``;
    return [
      { loc, type: 'bigquery_name', msg, hint: 'Send the dataset as `bucket`, the table as `source_table`.' },
    ];
  }
  if (isRelaxedIdentifier(value) || value.includes('*')) return [];
  const msg = `"${value}" is no name of BigQuery`;
  return [{ loc, type: 'bigquery_name', msg, hint: 'Letters, digits, _, . and - make a name, at most 128.' }];
};
