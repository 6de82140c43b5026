import { adminOnly, missingCredentials, schedulerNotAllowed, scopeMissing, sessionOnly } from './errors.ts';
import type { Who } from './operation.ts';
import type { Principal } from './principal.ts';

/** What an operation demands of its caller. */
export interface Demand {
  readonly who: Who;
  readonly scope?: string;
  readonly service?: string;
  readonly credential?: string;
}

/** Throws unless the caller may use the operation at all; which things it may touch is decided by `access`. */
export const checkCaller = (demand: Demand, principal: Principal | undefined): void => {
  if (demand.who === 'public') return;
  if (!principal) throw missingCredentials({});
  // Git asks its user for another password then; a refusal would leave it with this one.
  if (principal.kind === 'scheduler' && demand.credential === 'basic') throw missingCredentials({});
  if (principal.kind === 'scheduler' && demand.service !== 'jobs') throw schedulerNotAllowed({});
  if (demand.who === 'session' && principal.kind !== 'session') throw sessionOnly({ kind: principal.kind });
  if (demand.who === 'admin' && !principal.isAdmin) throw adminOnly({});
  checkScope(demand, principal.scopes);
};

// A token without scopes has all rights of its owner; one with scopes reaches nothing that names none.
const checkScope = (
  { who, scope = who === 'admin' ? 'admin' : 'read' }: Demand,
  scopes?: readonly string[],
): void => {
  if (!scopes || scopes.includes(scope)) return;
  if (scope === 'read' && scopes.some((held) => held === 'sync' || held === 'admin')) return;
  throw scopeMissing({ scope });
};
