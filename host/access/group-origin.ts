import type { GroupRow } from './rights/repository.ts';
import { adminGroup, everyoneGroup } from './system-groups.ts';

/** Who makes a group: the host, a sync, or administrators. */
export type GroupOrigin = 'system' | 'google_sync' | 'custom' | `oidc:${string}`;

/** Addresses of Google groups whose members are put into the system groups. */
export interface MappedEmails {
  readonly admin?: string;
  readonly everyone?: string;
}

type Made = Pick<GroupRow, 'is_system' | 'created_by'>;

/** Sources of memberships that no identity provider is behind. */
const byHand = ['admin', 'system_seed', 'cli_break_glass'];
const system = 'system:';

/** Told from who created the group; the row has no column for it. */
export const originOf = ({ is_system, created_by }: Made): GroupOrigin => {
  if (is_system) return 'system';
  if (created_by === makerOf('google_sync')) return 'google_sync';
  // The rest begins with `oidc:`, which the compiler cannot see in a slice.
  if (created_by?.startsWith('system:oidc:')) return created_by.slice(system.length) as `oidc:${string}`;
  return 'custom';
};

/** Whom a source makes groups as. */
export const makerOf = (source: string): string => `${system}${source.replace('google_sync', 'google-sync')}`;

/** True for memberships that an identity provider gave. */
export const isSyncSource = (source: string): boolean => !byHand.includes(source);

/** The address mapped onto a system group. */
export const mappedEmailOf = (groupId: string, mapped: MappedEmails): string | undefined => {
  if (groupId === adminGroup.id) return mapped.admin;
  return groupId === everyoneGroup.id ? mapped.everyone : undefined;
};

/** Who fills a group from outside, for people; nothing where administrators do. */
export const managerOf = (
  group: Made & { readonly id: string },
  mapped: MappedEmails,
): string | undefined => {
  if (isGoogleManaged(group, mapped)) return 'Google Workspace';
  const origin = originOf(group);
  return origin.startsWith('oidc:') ? `the sign-in method "${origin}"` : undefined;
};

/** True for groups that Google fills: those its sync made, and system groups with an address. */
export const isGoogleManaged = (group: Made & { readonly id: string }, mapped: MappedEmails): boolean =>
  originOf(group) === 'google_sync' || mappedEmailOf(group.id, mapped) !== undefined;
