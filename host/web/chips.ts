/** A group as far as its chip shows it. */
interface ChippedGroup {
  readonly id: string;
  readonly name: string;
  readonly is_system: boolean;
  readonly origin: string;
}

/** A label with a shape; `note` is what the shape says, for those who do not see it. */
export interface Chip {
  readonly kind: 'admin' | 'everyone' | 'sync' | 'custom' | 'on' | 'off' | 'warn' | 'error' | 'plain';
  readonly text: string;
  readonly note?: string;
}

/** The chip of a group, by who fills it. */
export const groupChip = ({ name, is_system, origin }: Omit<ChippedGroup, 'id'>): Chip => ({
  kind: kindOf(name, { is_system, origin }),
  text: name,
  note: originWords(origin),
});

const kindOf = (name: string, { is_system, origin }: Pick<ChippedGroup, 'is_system' | 'origin'>) => {
  if (is_system) return name === 'Admin' ? 'admin' : 'everyone';
  return origin === 'custom' ? 'custom' : 'sync';
};

/** The chip of an origin alone. */
export const originChip = (group: Omit<ChippedGroup, 'id'>): Chip => ({
  kind: groupChip(group).kind,
  text: originWords(group.origin),
});

/** Where a group comes from, for people. */
export const originWords = (origin: string): string => {
  if (origin === 'system') return 'system group';
  if (origin === 'google_sync') return 'synced from Google';
  return origin.startsWith('oidc:') ? `synced from ${origin.slice('oidc:'.length)}` : 'made here';
};

const sources: Readonly<Record<string, string>> = {
  admin: 'an administrator',
  google_sync: 'the Google sync',
  system_seed: 'the host itself',
  cli_break_glass: 'break-glass',
};

/** Who put somebody into a group, for people. */
export const sourceWords = (source: string): string =>
  sources[source] ?? `the sign-in method ${source.replace('oidc:', '')}`;

/** Whether an account is switched on. */
export const stateChip = (active: boolean): Chip =>
  active ? { kind: 'on', text: 'Active' } : { kind: 'off', text: 'Deactivated' };
