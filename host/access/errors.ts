import { defineError } from '@agnes/sdk/errors';

/** The same for a table that does not exist and one that is not granted: neither tells which. */
export const accessDenied = defineError<{ table: string }>({
  code: 'table_not_available',
  kind: 'forbidden',
  message: ({ table }) => `Access denied to table '${table}'`,
  hint: 'GET /api/catalog/tables lists the tables you may read; ask an administrator for a grant.',
});

/** The same for a resource that does not exist and one that is not granted: neither tells which. */
export const resourceDenied = defineError<{ type: string; asked: string }>({
  code: 'resource_not_available',
  kind: 'forbidden',
  message: ({ type, asked }) => `Access denied to the ${type} "${asked}".`,
  hint: 'GET /api/me/effective-access lists what you were granted; ask an administrator for a grant.',
});

/** The group is gone or never was. */
export const groupNotFound = defineError<{ group_id: string }>({
  code: 'group_not_found',
  kind: 'not_found',
  message: ({ group_id }) => `There is no group with the id "${group_id}".`,
  hint: 'GET /api/admin/access-overview lists the groups.',
});

/** Group names are unique, however they are capitalised. */
export const groupExists = defineError<{ name: string }>({
  code: 'group_exists',
  kind: 'conflict',
  message: ({ name }) => `A group is already called "${name}".`,
  hint: 'Use that group, or choose another name.',
});

/** A group needs a name. */
export const blankGroupName = defineError({
  code: 'blank_name',
  kind: 'bad_request',
  message: () => 'The name of the group is blank.',
  hint: 'Name who is in the group.',
});

/** An identity provider fills the group: what is changed here would be undone there. */
export const groupReadOnly = defineError<{
  detail: { readonly code: 'google_managed_readonly'; readonly message: string };
}>({
  code: 'google_managed_readonly',
  kind: 'conflict',
  message: ({ detail }) => detail.message,
  hint: 'Change the group where it is managed; the next sync brings it here.',
});

/** System groups keep their names and stay. */
export const systemGroup = defineError<{ group: string; change: 'renamed' | 'deleted' }>({
  code: 'system_group',
  kind: 'conflict',
  message: ({ group, change }) => `"${group}" is a system group and cannot be ${change}.`,
  hint: 'Its description may change. For other names make a group of your own.',
});

/** Nobody has this address. */
export const memberNotFound = defineError<{ email: string }>({
  code: 'user_unknown',
  kind: 'not_found',
  message: ({ email }) => `There is no user with the e-mail "${email}".`,
  hint: 'Create the user first.',
});

/** The user is gone or never was. */
export const memberUnknown = defineError<{ user: string }>({
  code: 'user_unknown',
  kind: 'not_found',
  message: ({ user }) => `There is no user "${user}".`,
  hint: 'GET /api/users lists the users.',
});

/** The user is not in the group, or somebody else than an administrator put them there. */
export const memberNotRemovable = defineError<{ user_id: string; group_id: string }>({
  code: 'member_not_found',
  kind: 'not_found',
  message: ({ user_id, group_id }) =>
    `No administrator has put the user "${user_id}" into the group "${group_id}".`,
  hint: 'Memberships that a sync or the host itself made end where they were made.',
});

/** Without an administrator nobody could make one. */
export const lastAdmin = defineError({
  code: 'last_admin',
  kind: 'conflict',
  message: () => 'This would leave no active person in the group Admin for good.',
  hint: 'Make somebody else an administrator first.',
});

/** Nobody is administrator for a while under this id. */
export const breakGlassNotFound = defineError<{ user_id: string }>({
  code: 'break_glass_not_found',
  kind: 'not_found',
  message: ({ user_id }) => `The user "${user_id}" is no administrator by break-glass, or the time is over.`,
  hint: 'GET /api/admin/break-glass lists who is.',
});

/** The user is in the group already. */
export const alreadyMember = defineError<{ email: string; group: string }>({
  code: 'already_member',
  kind: 'conflict',
  message: ({ email, group }) => `"${email}" is already a member of "${group}".`,
  hint: 'Nothing to do.',
});

/** No enabled plugin contributes this type. */
export const unknownResourceType = defineError<{ resource_type: string }>({
  code: 'unknown_resource_type',
  kind: 'bad_request',
  message: ({ resource_type }) => `"${resource_type}" is no type of resource that can be granted.`,
  hint: 'GET /api/admin/resource-types lists the types.',
});

/** A grant names one resource. */
export const blankResourceId = defineError({
  code: 'blank_resource_id',
  kind: 'bad_request',
  message: () => 'The id of the resource is blank.',
  hint: 'Name the resource that is granted; there are no wildcards.',
});

/** Tiers say how the feed delivers; where nothing is delivered they would say nothing. */
export const tierNotAllowed = defineError<{ resource_type: string }>({
  code: 'tier_not_allowed',
  kind: 'bad_request',
  message: ({ resource_type }) => `A grant of the type "${resource_type}" has no tier.`,
  hint: 'Leave `tier` out.',
});

/** The group has this grant already. */
export const grantExists = defineError<{ group: string; resource_type: string; resource_id: string }>({
  code: 'grant_exists',
  kind: 'conflict',
  message: ({ group, resource_type, resource_id }) =>
    `"${group}" is already granted the ${resource_type} "${resource_id}".`,
  hint: 'Nothing to do.',
});

/** The grant is gone or never was. */
export const grantNotFound = defineError<{ id: string }>({
  code: 'grant_not_found',
  kind: 'not_found',
  message: ({ id }) => `There is no grant with the id "${id}".`,
  hint: 'GET /api/admin/access-overview lists the grants.',
});

/** The group was not granted this. */
export const notGranted = defineError<{ group_id: string; resource_type: string; resource_id: string }>({
  code: 'grant_not_found',
  kind: 'not_found',
  message: ({ group_id, resource_type, resource_id }) =>
    `The group "${group_id}" is not granted the ${resource_type} "${resource_id}".`,
  hint: 'GET /api/admin/access-overview lists the grants.',
});

/** Somebody else changed groups or grants since these changes were collected. */
export const accessChanged = defineError<{
  version: number;
  changes: readonly { readonly change: string; readonly group_name: string; readonly resource_id?: string }[];
}>({
  code: 'access_changed',
  kind: 'conflict',
  message: ({ changes }) =>
    `Groups or grants have changed meanwhile${changes.length > 0 ? `: ${changes.map(inWords).join('; ')}` : ''}.`,
  hint: 'Read GET /api/admin/access-overview again, compare, and send what is still wanted with its `version`.',
});

const inWords = ({
  change,
  group_name,
  resource_id,
}: {
  readonly change: string;
  readonly group_name: string;
  readonly resource_id?: string;
}): string => {
  const what = change.replace('_', ' ');
  return resource_id === undefined ? `${what} "${group_name}"` : `${what} "${group_name}" → "${resource_id}"`;
};
