import type { GroupsAnswer } from '@agnes/sdk';

/** The groups in a claim. One that is absent or no list of names says nothing, and an empty one says none. */
export const groupsIn = (value: unknown, claim: string): GroupsAnswer => {
  if (value === undefined)
    return { kind: 'error', reason: `The ID token has no claim "${claim}"; let the provider put it in.` };
  if (!Array.isArray(value) || !value.every((name) => typeof name === 'string'))
    return { kind: 'error', reason: `The claim "${claim}" of the ID token is not a list of names.` };
  return value.length === 0 ? { kind: 'empty' } : { kind: 'ok', groups: value };
};
