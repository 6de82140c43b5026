import { below } from '../address.ts';
import { groupChip } from '../chips.ts';
import { momentOf } from '../figures.ts';
import { type EffectiveAccess, type KnownGroup, reasonsView } from '../reasons.ts';
import { type SessionEntry, sessionsView } from '../sessions.ts';

/** An account of an identity provider that is linked to a user. */
export interface IdentityEntry {
  readonly provider: string;
  readonly email: string | null;
  readonly linked_at: string;
  readonly last_login_at: string | null;
}

/** A linked desktop program. */
interface DeviceEntry {
  readonly jti: string;
  readonly device_name: string | null;
  readonly created_at: string;
  readonly expires_at: string;
  readonly last_used_at: string | null;
}

/** What is known of whoever looks at their own page. */
export interface ProfileFacts {
  readonly email: string;
  readonly name: string | null;
  readonly identities: readonly IdentityEntry[];
  readonly groups: readonly KnownGroup[];
  readonly access: EffectiveAccess;
  readonly names: ReadonlyMap<string, string>;
  /** Absent for whoever did not sign in interactively. */
  readonly sessions?: readonly SessionEntry[];
  readonly devices: readonly DeviceEntry[];
}

/** What `profile.mustache` is filled with. */
export const profileView = (
  facts: ProfileFacts,
  { now, done }: { now: number; done?: string | undefined },
): object => ({
  done,
  email: facts.email,
  name: facts.name ?? '–',
  role: facts.access.is_admin ? 'Administrator' : 'User',
  ...identitiesView(facts.identities, now),
  has_groups: facts.groups.length > 0,
  groups: facts.groups.map(groupChip),
  ...reasonsView(facts.access, {
    who: 'you',
    nothing: facts.access.is_admin
      ? 'Nothing.'
      : 'Nothing is granted to your groups yet. Ask an administrator for what you need.',
    groups: facts.groups,
    names: facts.names,
    isLinked: false,
  }),
  ...sessionsView(facts.sessions ?? [], {
    now,
    ...(facts.sessions && { endAt: (id: string) => below('/profile/sessions', id, 'end') }),
  }),
  has_devices: facts.devices.length > 0,
  devices: facts.devices.map((device) => ({
    name: device.device_name ?? 'A device without a name',
    linked: momentOf(device.created_at, now),
    used: momentOf(device.last_used_at, now),
    ends: momentOf(device.expires_at, now),
    unlink_action: below('/profile/devices', device.jti, 'unlink'),
  })),
});

/** Linked accounts, as pages about a person show them. */
export const identitiesView = (identities: readonly IdentityEntry[], now: number) => ({
  has_identities: identities.length > 0,
  identities: identities.map(({ provider, email, linked_at, last_login_at }) => ({
    provider,
    email: email ?? 'an account without address',
    linked: momentOf(linked_at, now),
    used: momentOf(last_login_at, now),
  })),
});
