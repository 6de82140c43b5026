import type { SystemStore } from '../../store/system-store.ts';
import type { OneShots } from '../one-shot/one-shots.ts';
import { Clients } from './clients.ts';
import { Consents } from './consents.ts';
import { Revocations } from './grant-ends.ts';
import { Grants } from './grants.ts';
import { Renewals } from './renewals.ts';

/** What connecting applications needs. */
export interface ApplicationsDeps {
  readonly store: SystemStore;
  readonly oneShots: OneShots;
  /** Signs sessions and tokens. */
  readonly key: Uint8Array;
  /** Public origin; who issues, and what tokens are for, follow from it and from no request. */
  readonly origin: string;
  readonly now: () => number;
}

/** Applications that people connect to their account, to be read at /mcp: OAuth 2.1 for public clients. */
export interface Applications {
  readonly origin: string;
  readonly clients: Clients;
  readonly consents: Consents;
  readonly grants: Grants;
  readonly renewals: Renewals;
  readonly revocations: Revocations;
}

/** Puts all of it together. */
export const openApplications = (deps: ApplicationsDeps): Applications => {
  const clients = new Clients(deps);
  return {
    origin: deps.origin,
    clients,
    consents: new Consents({ ...deps, clients }),
    grants: new Grants({ ...deps, clients }),
    renewals: new Renewals({ ...deps, clients }),
    revocations: new Revocations(deps),
  };
};
