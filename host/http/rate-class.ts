import type { AnyOperation } from './operation.ts';

/** What decides how often an operation may be called. */
export type RatedOperation = Pick<AnyOperation, 'id' | 'who' | 'perMinute' | 'signed'>;

/** How often one caller may call one operation within a minute. */
export interface RateClass {
  readonly name: 'auth' | 'signed' | 'public' | 'user' | 'admin';
  readonly perMinute: number;
  /** Whose calls are added up. */
  readonly counts: 'address' | 'user';
}

/**
 * The class of an operation; there is none without.
 *
 * Signing in has limits of its own, and so have programs that sign what they send. Those of the other classes no person
 * and no program at work ever meets: they are there for a loop that has lost its end.
 */
export const rateClassOf = ({ who, perMinute, signed }: Omit<RatedOperation, 'id'>): RateClass => {
  if (perMinute !== undefined) return { name: signed ? 'signed' : 'auth', perMinute, counts: 'address' };
  return who === 'session' ? classes.user : classes[who];
};

const classes = {
  public: { name: 'public', perMinute: 1_200, counts: 'address' },
  user: { name: 'user', perMinute: 6_000, counts: 'user' },
  admin: { name: 'admin', perMinute: 6_000, counts: 'user' },
} as const;
