import type { Told } from '../change-log.ts';
import type { GrantKey } from './repository.ts';

/** A grant that came or went, as the log of changes tells it. */
export const toldGrant = (
  change: 'grant_created' | 'grant_deleted',
  { group_id, resource_type, resource_id }: GrantKey,
): Told => ({ change, group_id, resource_type, resource_id });
