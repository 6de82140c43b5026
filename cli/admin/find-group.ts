import { defineError } from '@agnes/sdk/errors';
import type { HttpClient } from '../http/client.ts';
import { type JsonObject, objectsOf } from '../json/values.ts';

const noSuchGroup = defineError<{ group: string }>({
  code: 'group_not_found',
  kind: 'not_found',
  message: ({ group }) => `There is no group "${group}".`,
  hint: 'agnes admin group list shows the groups.',
});

/** A group as commands need it. */
export interface FoundGroup {
  readonly id: string;
  readonly name: string;
}

/** The group with this id, else the one with this name, however it is capitalised. */
export const findGroup = async (http: HttpClient, wanted: string): Promise<FoundGroup> => {
  const groups = await allGroups(http);
  const found =
    groups.find(({ id }) => id === wanted) ??
    groups.find(({ name }) => String(name).toLowerCase() === wanted.trim().toLowerCase());
  if (!found) throw noSuchGroup({ group: wanted });
  return { id: String(found['id']), name: String(found['name']) };
};

/** Every group of the server. */
export const allGroups = async (http: HttpClient): Promise<readonly JsonObject[]> =>
  objectsOf(await http.json({ path: '/api/admin/groups' }));

/** Path below which the server keeps what belongs to a group. */
export const groupPath = ({ id }: FoundGroup): string => `/api/admin/groups/${encodeURIComponent(id)}`;

/** Who is in a group. */
export const membersOf = async (http: HttpClient, group: FoundGroup): Promise<readonly JsonObject[]> =>
  objectsOf(await http.json({ path: `${groupPath(group)}/members` }));
