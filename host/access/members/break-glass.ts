import type { Intent } from '../../http/intent.ts';
import type { Conditions } from '../../store/conditions.ts';
import { breakGlassNotFound } from '../errors.ts';
import { adminGroup } from '../system-groups.ts';
import { actorOf, type WriteDeps, writeAccess } from '../write-access.ts';
import { breakGlassActive } from './break-glass-notices.ts';
import { breakGlassSource } from './by-host.ts';
import {
  type BreakGlassRow,
  deleteMember,
  insertMember,
  listBreakGlass,
  membershipsOf,
} from './repository.ts';

interface BreakGlassDeps extends WriteDeps {
  readonly conditions: Pick<Conditions, 'clear'>;
}

/** Administrators for a while: made on the server itself, made permanent here. */
export class BreakGlass {
  readonly #deps: BreakGlassDeps;

  constructor(deps: BreakGlassDeps) {
    this.#deps = deps;
  }

  /** Those whose time is not over, oldest first. */
  list(): Promise<readonly BreakGlassRow[]> {
    return listBreakGlass(this.#deps.store.read, breakGlassSource, new Date(this.#deps.now()));
  }

  /** Makes one of them an administrator like any other. */
  async confirm(userId: string, intent: Intent): Promise<BreakGlassRow> {
    const { result } = await writeAccess(this.#deps, { intent, resource: userId }, async (tx, at) => {
      const rows = await listBreakGlass(tx, breakGlassSource, at);
      const row = rows.find(({ user_id }) => user_id === userId);
      if (!row) throw breakGlassNotFound({ user_id: userId });
      const key = { userId, groupId: adminGroup.id };
      await deleteMember(tx, { ...key, source: breakGlassSource });
      const members = await membershipsOf(tx, userId);
      if (!members.some((one) => one.group_id === adminGroup.id && one.source === 'admin')) {
        await insertMember(tx, { ...key, source: 'admin', addedBy: actorOf(intent), at });
      }
      return { result: { ...row, expires_at: null }, users: [userId] };
    });
    await this.#deps.conditions.clear('user', userId, breakGlassActive);
    return result;
  }
}
