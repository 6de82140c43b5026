import type { Claim, GroupsAnswer, Handshake, RedirectMethod } from '@agnes/sdk';
import { isPlatformError } from '@agnes/sdk/errors';
import { withDeadline } from '../../kernel/deadline.ts';
import { providerFailed } from '../sign-in/errors.ts';

interface Asking {
  readonly claim: Claim;
  readonly handshake?: Handshake;
}

/** Asks a method for the groups of one person. Whatever goes wrong is an error, and never an empty list. */
export const askedGroups = async (method: RedirectMethod, of: Asking, ms: number): Promise<GroupsAnswer> => {
  const { id: provider, groups } = method;
  if (!groups) return { kind: 'error', reason: 'the sign-in method reads no groups' };
  try {
    const late = () => providerFailed({ provider });
    return checked(await withDeadline(() => groups(of), ms, late));
  } catch (cause) {
    return { kind: 'error', reason: isPlatformError(cause) ? cause.message : 'the plugin failed' };
  }
};

/** A plugin that answers `ok` without groups means `empty`; what is none of the three is an error. */
const checked = (answer: GroupsAnswer): GroupsAnswer => {
  if (answer?.kind === 'empty') return answer;
  if (answer?.kind === 'error') return { kind: 'error', reason: String(answer.reason).slice(0, 500) };
  const { groups } = answer ?? {};
  if (!Array.isArray(groups) || !groups.every((name) => typeof name === 'string'))
    return { kind: 'error', reason: 'the plugin did not answer with a list of groups' };
  return groups.some((name) => name.trim() !== '') ? answer : { kind: 'empty' };
};
