import { type Settings, siteUrl } from '../settings.ts';
import { textOf } from './adf.ts';
import { type CustomField, customValues } from './custom-fields.ts';
import { instantOf } from './dates.ts';
import { at, integerOf, type Json, objectOf, objectsOf, stringOf } from './json.ts';

/** What decides how an issue becomes a row. */
export interface IssueRules {
  readonly settings: Settings;
  readonly custom: readonly CustomField[];
}

/** The row of an issue in `issues`. */
export const issueRow = (issue: Json, { settings, custom }: IssueRules): Json => {
  const fields = objectOf(issue['fields']);
  const key = stringOf(issue['key']);
  return {
    issue_key: key,
    issue_id: stringOf(issue['id']),
    issue_url: `${siteUrl(settings)}/browse/${key}`,
    summary: stringOf(fields['summary']),
    description: textOf(fields['description']),
    issue_type: nameOf(fields['issuetype']),
    status: nameOf(fields['status']),
    status_category: nameOf(at(fields['status'], 'statusCategory')),
    priority: nameOf(fields['priority']),
    resolution: nameOf(fields['resolution']),
    project_key: stringOf(at(fields['project'], 'key')),
    project_name: nameOf(fields['project']),
    ...personOf('creator', fields),
    ...personOf('reporter', fields),
    ...personOf('assignee', fields),
    created_at: instantOf(fields['created']),
    updated_at: instantOf(fields['updated']),
    resolved_at: instantOf(fields['resolutiondate']),
    due_date: stringOf(fields['duedate']),
    labels: Array.isArray(fields['labels']) ? JSON.stringify(fields['labels']) : null,
    ...countsOf(fields),
    ...customValues(custom, fields),
    _synced_at: instantOf(issue['_synced_at']),
    _raw_file: `issues/${key}.json`,
  };
};

const nameOf = (value: unknown): string | null => stringOf(at(value, 'name'));

const personOf = (role: 'creator' | 'reporter' | 'assignee', fields: Json): Json => ({
  [`${role}_email`]: stringOf(at(fields[role], 'emailAddress')),
  [`${role}_name`]: stringOf(at(fields[role], 'displayName')),
});

const countsOf = (fields: Json): Json => ({
  attachment_count: objectsOf(fields['attachment']).length,
  comment_count:
    integerOf(at(fields['comment'], 'total')) ?? objectsOf(at(fields['comment'], 'comments')).length,
  issuelink_count: objectsOf(fields['issuelinks']).length,
});
