import type { Access } from '../access/access.ts';
import { GroupSyncs } from '../identity/groups/group-syncs.ts';
import type { Identity } from '../identity/identity.ts';
import type { Outside } from './outside.ts';

interface Parts extends Outside {
  readonly access: Access;
  readonly identity: Identity;
}

// Identity asks it at a sign-in, and it asks identity which methods are on: long after both are there.
export const groupSyncsOf = (parts: Parts): GroupSyncs =>
  new GroupSyncs({
    store: parts.store,
    now: parts.now,
    conditions: parts.conditions,
    memberships: parts.access,
    rules: parts.groupRules,
    methods: () => parts.identity.doors.methods.enabled(),
  });
