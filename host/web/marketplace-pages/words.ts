import type { Chip } from '../chips.ts';
import type { MarketplaceSeen, PluginSeen } from './answers.ts';

const states: Readonly<Record<string, Chip>> = {
  ok: { kind: 'on', text: 'Fine' },
  new: { kind: 'plain', text: 'Not read yet' },
  failed: { kind: 'error', text: 'Failed' },
};

/** How the last sync of a marketplace went. */
export const marketplaceChip = ({ state }: MarketplaceSeen): Chip =>
  states[state] ?? { kind: 'plain', text: state };

const verdicts: Readonly<Record<string, Chip>> = {
  ok: { kind: 'on', text: 'Scan found nothing' },
  review: { kind: 'warn', text: 'To be looked at' },
  blocked: { kind: 'error', text: 'Blocked by the scan' },
};

/** What the scan says. */
export const verdictChip = (level: string): Chip => verdicts[level] ?? { kind: 'plain', text: level };

const decisions: Readonly<Record<string, Chip>> = {
  approved: { kind: 'on', text: 'Approved' },
  held: { kind: 'warn', text: 'Waits for a yes' },
  rejected: { kind: 'off', text: 'Rejected' },
  quarantined: { kind: 'error', text: 'In quarantine' },
};

/** What was decided about a version. */
export const decisionChip = (state: string): Chip => decisions[state] ?? { kind: 'plain', text: state };

/** Whether a plugin is served, and why not. */
export const servedChip = ({ disabled, served_id: served, listed_id: listed, listing }: PluginSeen): Chip => {
  if (disabled) return { kind: 'error', text: 'Switched off' };
  if (served === null) return { kind: 'warn', text: listed === null ? 'Not usable' : 'Not served yet' };
  if (listing !== 'listed')
    return { kind: 'warn', text: listing === 'broken' ? 'Served, broken now' : 'Served, gone upstream' };
  return served === listed
    ? { kind: 'on', text: 'Served' }
    : { kind: 'warn', text: 'Served, a newer one waits' };
};

/** That clients know other plugins by the same name. */
export const sameName = ({ same_name: others }: PluginSeen): string =>
  others.length > 0
    ? `Clients know ${others.join(', ')} by the same name: whoever is granted both gets the later one under another.`
    : '';
