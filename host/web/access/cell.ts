import { adminGroup } from '../../access/system-groups.ts';
import { fieldOf, type GrantEntry, type GroupEntry, type Resource } from './overview.ts';

/** What a group has of a resource. `admin`: without a grant, because its members pass the check. */
export type CellState = 'none' | 'granted' | 'required' | 'optional' | 'admin';

/** How a state is shown: never by colour alone. */
export interface CellLook {
  readonly state: CellState;
  readonly mark: string;
  readonly says: string;
}

/** The one type of which administrators have only what they were granted. */
const feedType = 'marketplace_plugin';

/** Every look, in the order of the legend. */
export const cellLooks: Readonly<Record<CellState, CellLook>> = {
  granted: { state: 'granted', mark: '✓', says: 'granted' },
  required: { state: 'required', mark: '!', says: 'granted, required' },
  optional: { state: 'optional', mark: '○', says: 'granted, optional' },
  admin: { state: 'admin', mark: '∗', says: 'all of it, as administrators' },
  none: { state: 'none', mark: '', says: 'not granted' },
};

/** The state of one cell. */
export const cellState = (
  group: Pick<GroupEntry, 'id'>,
  { type, id }: Pick<Resource, 'type' | 'id'>,
  grants: ReadonlyMap<string, GrantEntry>,
): CellState => {
  const grant = grants.get(fieldOf(group.id, { resource_type: type, resource_id: id }));
  if (grant?.tier === 'required' || grant?.tier === 'optional') return grant.tier;
  if (grant) return 'granted';
  return group.id === adminGroup.id && type !== feedType ? 'admin' : 'none';
};
