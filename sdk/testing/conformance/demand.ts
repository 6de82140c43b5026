import { inspect } from 'node:util';
import { notConforming } from '../errors.ts';

/** Ends a check unless what was found is as the rule says. */
export const demand = (isMet: boolean, rule: string, found: unknown): void => {
  if (!isMet) throw notConforming({ rule, found: typeof found === 'string' ? found : shown(found) });
};

const shown = (value: unknown): string => inspect(value, { depth: 5, breakLength: 100 }).slice(0, 2_000);

/** Whatever the work rejects with; nothing where it succeeds. */
export const rejectionOf = async (work: Promise<unknown>): Promise<{ readonly error: unknown } | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
