import type { MemberRow } from '../rights/repository.ts';

/** One link of the chain that leads to a decision, in words and with what it is about. */
export interface Step {
  readonly step: 'user' | 'resource' | 'membership' | 'grant' | 'decision';
  /** False where the chain breaks. */
  readonly ok: boolean;
  readonly text: string;
  readonly group_id?: string;
  readonly source?: string;
  readonly grant_id?: string;
  readonly tier?: string;
}

/** Why a decision is what it is. */
export type Reason = 'administrator' | 'granted' | 'not_granted' | 'resource_unknown' | 'account_deactivated';

/** Who put somebody into a group, in words. */
export const givenBy = ({ source, expires_at }: MemberRow): string => {
  const until = expires_at === null ? '' : ` until ${expires_at.toISOString()}`;
  const known: Readonly<Record<string, string>> = {
    admin: 'by an administrator',
    system_seed: 'by the host itself',
    cli_break_glass: `by break-glass${until}`,
    google_sync: 'by the sync of Google groups',
  };
  return known[source] ?? `by the sign-in method "${source}"`;
};

/** Names of groups in a sentence; long lists are cut. */
export const namesOf = (groups: readonly { readonly name: string }[]): string => {
  const names = groups.slice(0, most).map(({ name }) => `"${name}"`);
  const more = groups.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
};

const most = 10;
