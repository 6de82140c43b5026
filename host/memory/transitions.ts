import { invalidTransition } from './errors.ts';
import { type Status, type Verb, verbs } from './item.ts';

interface Transition {
  readonly to: Status;
  readonly from: readonly Status[];
}

/** Where each decision leads, and from where. */
export const transitions: Readonly<Record<Verb, Transition>> = {
  approve: { to: 'approved', from: ['pending', 'rejected', 'revoked', 'expired'] },
  reject: { to: 'rejected', from: ['pending'] },
  mandate: { to: 'mandatory', from: ['pending', 'approved'] },
  revoke: { to: 'revoked', from: ['approved', 'mandatory'] },
};

/** What can be decided about an item as it stands. */
export const verbsFrom = (status: Status): readonly Verb[] =>
  verbs.filter((verb) => transitions[verb].from.includes(status));

/** Throws unless an item that stands like this can be decided about like that. */
export const checkTransition = (verb: Verb, { id, status }: { id: string; status: Status }): void => {
  if (transitions[verb].from.includes(status)) return;
  throw invalidTransition({ item: id, verb, status, allowed: verbsFrom(status) });
};
