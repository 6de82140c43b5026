import type { Settings } from '../settings.ts';
import { childRows } from './child-rows.ts';
import { customFields } from './custom-fields.ts';
import { issueRow } from './issue-row.ts';
import { isObject, type Json } from './json.ts';
import { type TableName, tableColumns, tableNames } from './tables.ts';

/** The JSON of an issue as it is stored. */
export type Issue = Json & { readonly key: string };

/** The rows of one issue, by table. */
export type IssueRows = Readonly<Record<TableName, readonly Json[]>>;

/** Makes rows of issues; a pure function of the settings and of the JSON. */
export type RowMaker = (issue: Issue) => IssueRows;

/** Prepares the making of rows for a site. An issue that is gone has none. */
export const rowMaker = (settings: Settings): RowMaker => {
  const columns = tableColumns(settings);
  const { known, extra } = customFields(settings);
  const custom = [...known, ...extra];
  return (issue) => {
    if (issue['_deleted_at'] !== undefined || !isObject(issue['fields'])) return none;
    const rows: IssueRows = {
      issues: [issueRow(issue, { settings, custom })],
      ...childRows(issue, settings),
    };
    // In the order of the schema, and with every column, so that a month without values has its columns too.
    const ordered = tableNames.map((table) => [
      table,
      rows[table].map((row) => inOrder(row, columns[table])),
    ]);
    // Made from the list of all tables.
    return Object.fromEntries(ordered) as IssueRows;
  };
};

const none: IssueRows = {
  issues: [],
  comments: [],
  attachments: [],
  changelog: [],
  issuelinks: [],
  remote_links: [],
};

const inOrder = (row: Json, columns: readonly { readonly name: string }[]): Json =>
  Object.fromEntries(columns.map(({ name }) => [name, row[name] ?? null]));
