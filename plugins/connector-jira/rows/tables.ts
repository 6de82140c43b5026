import type { Column } from '@agnes/sdk/connector';
import { ConfigError } from '@agnes/sdk/errors';
import type { Settings } from '../settings.ts';
import { customFields } from './custom-fields.ts';

/** The tables of a site, by their name without the prefix. */
export const tableNames = [
  'issues',
  'comments',
  'attachments',
  'changelog',
  'issuelinks',
  'remote_links',
] as const;

/** One of `tableNames`. */
export type TableName = (typeof tableNames)[number];

/** What each table holds, for people. */
export const tableDescriptions: Readonly<Record<TableName, string>> = {
  issues: 'One row per issue, as it is now.',
  comments: 'Comments of the issues.',
  attachments: 'Files attached to the issues, and where they lie once they are fetched.',
  changelog: 'What was changed in the issues, one row per changed field.',
  issuelinks: 'Links between issues, seen from each end.',
  remote_links: 'Links from issues to pages elsewhere.',
};

const texts = (...names: readonly string[]): readonly Column[] =>
  names.map((name) => ({ name, type: 'VARCHAR' }));
const instants = (...names: readonly string[]): readonly Column[] =>
  names.map((name) => ({ name, type: 'TIMESTAMP' }));
const counts = (...names: readonly string[]): readonly Column[] =>
  names.map((name) => ({ name, type: 'INTEGER' }));

const children: Readonly<Record<Exclude<TableName, 'issues'>, readonly Column[]>> = {
  comments: [
    ...texts('comment_id', 'issue_key', 'author_email', 'author_name', 'body'),
    ...instants('created_at', 'updated_at'),
    ...texts('update_author_email'),
  ],
  attachments: [
    ...texts('attachment_id', 'issue_key', 'filename', 'local_path', 'hierarchical_path'),
    { name: 'size_bytes', type: 'BIGINT' },
    ...texts('mime_type', 'author_email'),
    ...instants('created_at'),
    ...texts('content_url', 'thumbnail_url'),
  ],
  changelog: [
    ...texts('change_id', 'issue_key', 'author_email', 'author_name', 'field_name', 'field_type'),
    ...texts('from_value', 'to_value'),
    ...instants('changed_at'),
  ],
  issuelinks: [
    ...texts('issue_key', 'link_id', 'link_type', 'direction', 'linked_issue_key'),
    ...texts('linked_issue_summary', 'linked_issue_status', 'linked_issue_priority'),
  ],
  remote_links: texts('issue_key', 'remote_link_id', 'url', 'title', 'application_name', 'application_type'),
};

/** Columns of every table in their order; those of `issues` end with what the site adds. */
export const tableColumns = (
  settings: Pick<Settings, 'fields' | 'extra_fields'>,
): Readonly<Record<TableName, readonly Column[]>> => {
  const { known, extra } = customFields(settings);
  const issues = [
    ...texts('issue_key', 'issue_id', 'issue_url', 'summary', 'description', 'issue_type', 'status'),
    ...texts('status_category', 'priority', 'resolution', 'project_key', 'project_name'),
    ...texts('creator_email', 'creator_name', 'reporter_email', 'reporter_name'),
    ...texts('assignee_email', 'assignee_name'),
    ...instants('created_at', 'updated_at', 'resolved_at'),
    ...texts('due_date', 'labels'),
    ...counts('attachment_count', 'comment_count', 'issuelink_count'),
    ...known.flatMap(({ columns }) => columns),
    ...instants('_synced_at'),
    ...texts('_raw_file'),
    ...extra.flatMap(({ columns }) => columns),
  ];
  checkNames(issues);
  return { issues, ...children };
};

const checkNames = (columns: readonly Column[]): void => {
  const seen = new Set<string>();
  for (const { name } of columns) {
    const reason = `The column "${name}" of extra_fields is there already.`;
    if (seen.has(name.toLowerCase())) throw ConfigError({ reason });
    seen.add(name.toLowerCase());
  }
};

/** True for the name of a table, without the prefix. */
export const isTableName = (name: string): name is TableName => tableNames.some((known) => known === name);
