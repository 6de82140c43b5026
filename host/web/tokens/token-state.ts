import type { Chip } from '../chips.ts';

/** A token as the API lists it, as far as the pages show it. */
export interface TokenEntry {
  readonly id: string;
  readonly name: string;
  /** `oauth`: an application that was connected. */
  readonly kind: 'pat' | 'oauth';
  readonly prefix: string;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
  readonly scopes: readonly string[] | null;
}

/** Every token is in one of these. `expiring`: active, with less than a week to go. */
export const tokenStates = ['active', 'expiring', 'expired', 'revoked'] as const;

/** One of them. */
export type TokenState = (typeof tokenStates)[number];

const week = 7 * 86_400_000;

/** The state of a token at this moment. */
export const tokenState = (
  { revoked_at, expires_at }: Pick<TokenEntry, 'revoked_at' | 'expires_at'>,
  now: number,
): TokenState => {
  if (revoked_at !== null) return 'revoked';
  if (expires_at === null) return 'active';
  const left = Date.parse(expires_at) - now;
  if (left <= 0) return 'expired';
  return left < week ? 'expiring' : 'active';
};

/** How states are called. */
export const stateTitles: Readonly<Record<TokenState, string>> = {
  active: 'Active',
  expiring: 'Expiring',
  expired: 'Expired',
  revoked: 'Revoked',
};

const kinds: Readonly<Record<TokenState, Chip['kind']>> = {
  active: 'on',
  expiring: 'warn',
  expired: 'off',
  revoked: 'off',
};

/** A state with its shape. */
export const tokenChip = (state: TokenState): Chip => ({ kind: kinds[state], text: stateTitles[state] });

/** True while a token can still be revoked to some effect. */
export const isLive = (state: TokenState): boolean => state === 'active' || state === 'expiring';
