import { type Checker, Type } from '@agnes/sdk';
import type { Access } from '../access/access.ts';
import { BreakGlassNotices } from '../access/members/break-glass-notices.ts';
import { breakGlassSource } from '../access/members/by-host.ts';
import { listBreakGlass } from '../access/members/repository.ts';
import { laterChecker } from '../http/later-checker.ts';
import { systemTimers } from '../http/timers.ts';
import { OneShots } from '../identity/one-shot/one-shots.ts';
import { BreakGlassGrants } from '../identity/setup/break-glass-grants.ts';
import { issueSetupCode } from '../identity/setup/setup-codes.ts';
import type { Conditions } from '../store/conditions.ts';
import type { OwnStore } from '../store/system-store.ts';
import type { LocalCommands } from './host-socket.ts';
import { badLocalRequest } from './local-errors.ts';

/** What whoever has the files of an instance can do to it, whether its host runs or not. */
export interface Recovery {
  readonly commands: LocalCommands;
  readonly notices: BreakGlassNotices;
}

/** What recovery works on. */
export interface RecoveryParts {
  readonly store: OwnStore;
  readonly access: Access;
  readonly conditions: Conditions;
  /** Public origin. */
  readonly origin: string;
  readonly now: () => number;
}

/** Needs the database and nothing else: no plugin, no key, no mail. */
export const recoveryOf = ({ store, access, conditions, origin, now }: RecoveryParts): Recovery => {
  const oneShots = new OneShots({ store, now });
  const grants = new BreakGlassGrants({ store, memberships: access, oneShots, origin, now });
  const list = () => listBreakGlass(store.read, breakGlassSource, new Date(now()));
  const notices = new BreakGlassNotices({ list, conditions, timers: systemTimers, now });
  return {
    notices,
    commands: {
      'grant-admin': async (request) => {
        const { email, reason, os_user: osUser } = asked(request);
        const grant = await grants.grantAdmin({ email, reason, osUser });
        await notices.refresh();
        return grant;
      },
      'copy-state': async (request) => {
        await store.copyTo(copyAsked(request).path);
        return {};
      },
      'setup-code': async () => (await issueSetupCode({ store, memberships: access, oneShots })) ?? {},
    },
  };
};

const text = Type.String({ maxLength: 2000 });
const check = laterChecker(Type.Object({ email: text, reason: text, os_user: text }));

const asked = (request: unknown) => readAs(check, request);

const checkCopy = laterChecker(Type.Object({ path: text }));

const copyAsked = (request: unknown) => readAs(checkCopy, request);

const readAs = <T>(check: Checker<T>, request: unknown): T => {
  const checked = check(request);
  if (!checked.ok) throw badLocalRequest({ fault: checked.faults[0]?.msg ?? 'it is not what was agreed' });
  return checked.value;
};
