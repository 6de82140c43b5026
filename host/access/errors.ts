import { defineError } from '@agnes/sdk';

/** The same for a table that does not exist and one that is not granted: neither tells which. */
export const accessDenied = defineError<{ table: string }>({
  code: 'table_not_available',
  kind: 'forbidden',
  message: ({ table }) => `Access denied to table '${table}'`,
  hint: 'GET /api/catalog/tables lists the tables you may read; ask an administrator for a grant.',
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

/** Nobody has this address. */
export const memberNotFound = defineError<{ email: string }>({
  code: 'user_unknown',
  kind: 'not_found',
  message: ({ email }) => `There is no user with the e-mail "${email}".`,
  hint: 'Create the user first.',
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

/** Somebody has to be able to open the door again. */
export const lastAdmin = defineError({
  code: 'last_admin',
  kind: 'conflict',
  message: () => 'This would leave the instance without an active administrator.',
  hint: 'Make somebody else an administrator first.',
});
