import { attachmentRules, type Settings } from '../settings.ts';
import { textOf } from './adf.ts';
import { hierarchicalPathOf, localPathOf } from './attachment-path.ts';
import { instantOf } from './dates.ts';
import { at, integerOf, isObject, type Json, objectOf, objectsOf, stringOf } from './json.ts';
import type { TableName } from './tables.ts';

/** The rows an issue has in the tables beside `issues`. */
export const childRows = (
  issue: Json & { readonly key: string },
  settings: Settings,
): Readonly<Record<Exclude<TableName, 'issues'>, readonly Json[]>> => {
  const { key: issue_key } = issue;
  const fields = objectOf(issue['fields']);
  const owned = (row: Json): Json => ({ issue_key, ...row });
  return {
    comments: objectsOf(at(fields['comment'], 'comments')).map(commentRow).map(owned),
    attachments: objectsOf(fields['attachment'])
      .map((one) => attachmentRow(one, issue_key, settings))
      .map(owned),
    changelog: objectsOf(at(issue['changelog'], 'histories')).flatMap(changeRows).map(owned),
    issuelinks: objectsOf(fields['issuelinks']).flatMap(linkRows).map(owned),
    remote_links: objectsOf(issue['_remote_links']).map(remoteRow).map(owned),
  };
};

const commentRow = (comment: Json): Json => ({
  comment_id: stringOf(comment['id']),
  author_email: emailOf(comment['author']),
  author_name: displayNameOf(comment['author']),
  body: textOf(comment['body']),
  created_at: instantOf(comment['created']),
  updated_at: instantOf(comment['updated']),
  update_author_email: emailOf(comment['updateAuthor']),
});

const attachmentRow = (attachment: Json, key: string, settings: Settings): Json => {
  const { enabled, maxBytes } = attachmentRules(settings);
  const [id, filename] = [stringOf(attachment['id']), stringOf(attachment['filename'])];
  const size = integerOf(attachment['size']);
  const isFetched = enabled && (size ?? 0) <= maxBytes;
  return {
    attachment_id: id,
    filename,
    local_path: id !== null && isFetched ? localPathOf(key, id, filename ?? '') : null,
    hierarchical_path: id === null ? null : hierarchicalPathOf(key, id, filename ?? ''),
    size_bytes: size,
    mime_type: stringOf(attachment['mimeType']),
    author_email: emailOf(attachment['author']),
    created_at: instantOf(attachment['created']),
    content_url: stringOf(attachment['content']),
    thumbnail_url: stringOf(attachment['thumbnail']),
  };
};

const changeRows = (history: Json): readonly Json[] =>
  objectsOf(history['items']).map((item) => ({
    change_id: stringOf(history['id']),
    author_email: emailOf(history['author']),
    author_name: displayNameOf(history['author']),
    field_name: stringOf(item['field']),
    field_type: stringOf(item['fieldtype']),
    from_value: ownText(item, 'fromString') ?? stringOf(item['from']),
    to_value: ownText(item, 'toString') ?? stringOf(item['to']),
    changed_at: instantOf(history['created']),
  }));

// Every object has a `toString` that Jira did not send.
const ownText = (item: Json, name: string): string | null =>
  Object.hasOwn(item, name) ? stringOf(item[name]) : null;

const linkRows = (link: Json): readonly Json[] =>
  (['inward', 'outward'] as const).flatMap((direction) => {
    const linked = link[`${direction}Issue`];
    return isObject(linked) ? [linkRow(link, direction, linked)] : [];
  });

const linkRow = (link: Json, direction: string, linked: Json): Json => ({
  link_id: stringOf(link['id']),
  link_type: stringOf(at(link['type'], 'name')),
  direction,
  linked_issue_key: stringOf(linked['key']),
  linked_issue_summary: stringOf(at(linked, 'fields', 'summary')),
  linked_issue_status: stringOf(at(linked, 'fields', 'status', 'name')),
  linked_issue_priority: stringOf(at(linked, 'fields', 'priority', 'name')),
});

const remoteRow = (remote: Json): Json => ({
  remote_link_id: stringOf(remote['id']),
  url: stringOf(at(remote, 'object', 'url')),
  title: stringOf(at(remote, 'object', 'title')),
  application_name: stringOf(at(remote, 'application', 'name')),
  application_type: stringOf(at(remote, 'application', 'type')),
});

const emailOf = (person: unknown): string | null => stringOf(at(person, 'emailAddress'));
const displayNameOf = (person: unknown): string | null => stringOf(at(person, 'displayName'));
