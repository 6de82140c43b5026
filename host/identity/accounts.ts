import type { Principal } from '../http/principal.ts';
import type { SystemStore } from '../store/system-store.ts';
import { type Applications, openApplications } from './applications/applications.ts';
import { AllTokens } from './credentials/all-tokens.ts';
import { OwnSessions } from './credentials/own-sessions.ts';
import type { PersonalTokens } from './credentials/personal-tokens.ts';
import type { Presented } from './credentials/resolver.ts';
import { DesktopLinks } from './desktop/desktop-links.ts';
import { LinkedDevices } from './desktop/linked-devices.ts';
import { WsTickets } from './desktop/ws-tickets.ts';
import { DeviceApprovals } from './devices/device-approvals.ts';
import { DeviceLogins } from './devices/device-logins.ts';
import type { Memberships } from './memberships.ts';
import type { OneShots } from './one-shot/one-shots.ts';
import type { AccountSlowdown } from './passwords/account-slowdown.ts';
import type { Passwords } from './passwords/passwords.ts';
import type { MailDoor } from './sign-in/mail-door.ts';
import { Upkeep } from './upkeep/upkeep.ts';
import { UserCredentials } from './users/user-credentials.ts';
import { UserLinks } from './users/user-links.ts';
import { Users } from './users/users.ts';

/** What everything around accounts needs. */
export interface AccountsDeps {
  readonly store: SystemStore;
  readonly memberships: Memberships;
  /** Removes what somebody who was removed has on disk. */
  readonly forgetFiles?: ((userId: string) => Promise<void>) | undefined;
  readonly oneShots: OneShots;
  readonly passwords: Passwords;
  readonly tokens: PersonalTokens;
  /** Who presents a credential of a person. */
  readonly resolve: (presented: Presented) => Promise<Principal>;
  readonly slowdown: Pick<AccountSlowdown, 'reset'>;
  readonly mail: MailDoor;
  /** False while this instance has no way to send mail. */
  readonly canMail: () => boolean;
  /** Public origin. */
  readonly origin: string;
  /** Signs sessions and tokens. */
  readonly key: Uint8Array;
  /** Signs desktop tokens and nothing else. */
  readonly desktopKey: Uint8Array;
  /** `desktop.url_scheme`. */
  readonly urlScheme: string;
  /** Milliseconds UTC. */
  readonly now: () => number;
}

/** Users as administrators see them, and what people do about their own sessions, tokens and devices. */
export interface Accounts {
  readonly users: Users;
  readonly credentials: UserCredentials;
  readonly ownSessions: OwnSessions;
  readonly allTokens: AllTokens;
  readonly deviceLogins: DeviceLogins;
  readonly deviceApprovals: DeviceApprovals;
  readonly desktopLinks: DesktopLinks;
  readonly linkedDevices: LinkedDevices;
  readonly wsTickets: WsTickets;
  readonly applications: Applications;
  readonly upkeep: Upkeep;
}

/** Puts all of it together. */
export const openAccounts = (deps: AccountsDeps): Accounts => {
  const links = new UserLinks(deps);
  const desktopLinks = new DesktopLinks(deps);
  return {
    desktopLinks,
    users: new Users({ ...deps, links }),
    credentials: new UserCredentials({ ...deps, links }),
    ownSessions: new OwnSessions(deps),
    allTokens: new AllTokens(deps),
    deviceLogins: new DeviceLogins(deps),
    deviceApprovals: new DeviceApprovals(deps),
    linkedDevices: new LinkedDevices({ ...deps, links: desktopLinks }),
    wsTickets: new WsTickets(deps),
    applications: openApplications(deps),
    upkeep: new Upkeep(deps),
  };
};
