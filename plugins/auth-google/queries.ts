import { ConfigError } from '@agnes/sdk';
import type { GroupSource, Settings } from './settings.ts';

/** What is asked to learn the groups of one person. */
interface Queries {
  /** What the access token must be good for. */
  readonly scope: string;
  /** One address each; the results are united. */
  readonly urls: readonly string[];
  /** The addresses of groups in one page. */
  readonly read: (page: unknown) => readonly unknown[];
  /** What a 403 means here. */
  readonly refused: string;
}

type Asking = Pick<Settings, 'endpoints' | 'groups'>;
type Asked = (settings: Asking, email: string) => Queries;

const scopes = 'https://www.googleapis.com/auth';
const usual = 'groups.discussion_forum';

const cloudIdentity =
  (method: string, refused: string): Asked =>
  ({ endpoints, groups }, email) => {
    const member = literal(checkedEmail(email));
    const labels = new Set([usual, ...groups.labels]);
    const urls = [...labels].map((label) => {
      const url = new URL(`${endpoints.cloud_identity}/v1/groups/-/memberships:${method}`);
      const labelled = `'cloudidentity.googleapis.com/${label}' in labels`;
      url.searchParams.set('query', `member_key_id == ${member} && ${labelled}`);
      url.searchParams.set('pageSize', '200');
      return url.href;
    });
    return { scope: `${scopes}/cloud-identity.groups.readonly`, urls, read: groupKeys, refused };
  };

const directory: Asked = ({ endpoints, groups }, email) => {
  if (!groups.subject)
    throw ConfigError({
      reason: 'The directory is asked in the name of an administrator: set GOOGLE_ADMIN_SDK_SUBJECT.',
    });
  const url = new URL(`${endpoints.directory}/admin/directory/v1/groups`);
  url.searchParams.set('userKey', checkedEmail(email));
  url.searchParams.set('maxResults', '200');
  return {
    scope: `${scopes}/admin.directory.group.readonly`,
    urls: [url.href],
    read: (page) => listIn(page, 'groups').map((group) => fieldOf(group, 'email')),
    refused:
      'The directory refuses the request: delegate the scope to the service account, and see the subject.',
  };
};

const groupKeys = (page: unknown): readonly unknown[] =>
  listIn(page, 'memberships').map((membership) => fieldOf(fieldOf(membership, 'groupKey'), 'id'));

const listIn = (page: unknown, name: string): readonly unknown[] => {
  const list = fieldOf(page, name) ?? [];
  if (!Array.isArray(list)) throw ConfigError({ reason: `"${name}" of the answer is not a list.` });
  return list;
};

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

/** The address becomes part of an expression: what is no plain address is refused before it is escaped. */
const checkedEmail = (email: string): string => {
  if (email.length > 254 || !/^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9.-]+$/i.test(email))
    throw ConfigError({
      reason: 'The address cannot be searched for: it holds characters that addresses at Google do not.',
    });
  return email.toLowerCase();
};

const literal = (text: string): string => `'${text.replaceAll(/['\\]/g, (found) => `\\${found}`)}'`;

const role = 'the service account, or the subject it acts for, needs a role that reads groups';

/** The requests of each source. */
export const queriesFor: Readonly<Record<Exclude<GroupSource, 'off'>, Asked>> = {
  cloud_identity_transitive: cloudIdentity(
    'searchTransitiveGroups',
    `Cloud Identity refuses to search groups of groups (403). It takes an Enterprise or Premium edition, and ${role}. Without such an edition set auth.google.groups.source to cloud_identity_direct or directory.`,
  ),
  cloud_identity_direct: cloudIdentity(
    'searchDirectGroups',
    `Cloud Identity refuses to search groups (403): ${role}.`,
  ),
  directory,
};
