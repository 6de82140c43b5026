import { badUsage } from './errors.ts';
import type { Env } from './world.ts';

/** What a variable of the environment may say. */
interface NumberRule {
  readonly kind: 'whole' | 'any';
  readonly min: number;
  readonly max: number;
  /** What counts where it says nothing. */
  readonly usual: number;
}

/** The number that a variable says; one that says no such number is refused. */
export const envNumber = (env: Env, name: string, { kind, min, max, usual }: NumberRule): number => {
  const text = env[name]?.trim() ?? '';
  if (text === '') return usual;
  const form = kind === 'whole' ? /^\d+$/ : /^\d+(\.\d+)?(e-?\d+)?$/i;
  const value = Number(text);
  if (form.test(text) && value >= min && value <= max) return value;
  throw badUsage({
    reason: `${name} must be a ${kind === 'whole' ? 'whole ' : ''}number from ${min} to ${max}, not "${text}".`,
    hint: `Example: ${name}=${usual}; without it ${usual} counts.`,
  });
};
