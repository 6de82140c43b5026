import type { Chip } from '../chips.ts';
import type { PluginSeen } from './seen.ts';

const states: Readonly<Record<string, Chip>> = {
  active: { kind: 'on', text: 'Active' },
  degraded: { kind: 'warn', text: 'Degraded' },
  tripped: { kind: 'error', text: 'Tripped' },
  disabled: { kind: 'off', text: 'Switched off' },
  incompatible: { kind: 'warn', text: 'Incompatible' },
  failed: { kind: 'error', text: 'Failed' },
  quarantined: { kind: 'error', text: 'Quarantined' },
  missing: { kind: 'error', text: 'Missing' },
  discovered: { kind: 'plain', text: 'Not loaded' },
};

/** The chip of a plugin, by its state. */
export const stateChip = (state: string): Chip => states[state] ?? { kind: 'plain', text: state };

const outcomes: Readonly<Record<string, Chip>> = {
  active: { kind: 'on', text: 'Runs now' },
  superseded: { kind: 'plain', text: 'Followed by another' },
  failed: { kind: 'error', text: 'Never ran' },
  rolled_back: { kind: 'warn', text: 'Rolled back' },
};

/** The chip of a generation, by how it went. */
export const outcomeChip = (status: string): Chip => outcomes[status] ?? { kind: 'plain', text: status };

/** How far plugins are kept from the rest of the machine. */
interface Tier {
  readonly chip: Chip;
  readonly stops: string;
  readonly leaves: string;
}

const tiers: Readonly<Record<string, Tier>> = {
  confined: {
    chip: { kind: 'on', text: 'Confined' },
    stops:
      'It runs in a process of its own for each run, without network, other programs or files of others; requests and secrets go through the host, which lets it reach the declared hosts and nothing else.',
    leaves: 'What it reads of its source it may falsify, and it may use all the time and memory it is given.',
  },
  seat_belt: {
    chip: { kind: 'warn', text: 'Own sockets' },
    stops:
      'It runs in a process of its own, and connections to hosts that it did not declare are refused there.',
    leaves:
      'It holds the secrets it connects with, and code that means harm can get past that refusal: give it accounts that may only read.',
  },
  trusted: {
    chip: { kind: 'admin', text: 'Trusted code' },
    stops: 'Nothing but its author: what it asks for tells what it means to do, not what it can do.',
    leaves:
      'It can do whatever the host can: read every file, secret and table. Install it as you would the host.',
  },
};

/** What each label of trust stops and what it does not. */
export const tierLegend: readonly Tier[] = Object.values(tiers);

/** The chip of how far a plugin is kept from the rest; none where its manifest cannot be read. */
export const tierChip = ({ confinement }: Pick<PluginSeen, 'confinement'>): Chip | undefined =>
  confinement ? tiers[confinement.level]?.chip : undefined;

const trusts: Readonly<Record<string, string>> = {
  builtin: 'ships with the host',
  reviewed: 'reviewed',
  unverified: 'nobody has reviewed it',
};

/** Who stands for a plugin, for people. */
export const trustWords = (trust: string): string => trusts[trust] ?? trust;

/** Where a plugin comes from, for people. */
export const originOf = ({ source, trust }: Pick<PluginSeen, 'source' | 'trust'>): string => {
  if (trust === 'builtin') return 'This host';
  const { url, path, commit, marketplace } = source;
  const at = commit === null ? '' : ` at ${commit.slice(0, 12)}`;
  const within = url !== null && path !== '' && path !== '.' ? `, folder ${path}` : '';
  return `${marketplace === null ? '' : `${marketplace}: `}${url ?? path}${at}${within}`;
};
