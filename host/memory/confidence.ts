import { type Item, sourceTypes } from './item.ts';

/** Of what nobody has weighed. */
export const usualConfidence = 0.5;

/** How confidence fades. */
export type Decay = 'exponential' | 'linear';

const monthMs = 30.44 * 24 * 60 * 60_000;
const halfLifeMonths = 12;
const linearLoss = 0.02;
const floors: Readonly<Record<string, number>> = { admin_mandate: 0.5, user_verification: 0.4 };

/** How sure an item is once an administrator said yes: each further contributor adds a little. */
export const confirmedConfidence = ({ source_type, contributors }: Item): number => {
  const bases: Readonly<Record<string, number>> = sourceTypes;
  const base = bases[source_type] ?? usualConfidence;
  const others = Math.max(0, contributors.length - 1);
  return Math.min(1, round(base + 0.05 * others + 0.2));
};

/** How sure an item still is: what nobody has looked at for long is less so. For ranking only. */
export const fadedConfidence = (item: Item, now: number, decay: Decay = 'exponential'): number => {
  const confidence = item.confidence ?? usualConfidence;
  const months = Math.max(0, now - item.updated_at.getTime()) / monthMs;
  const faded =
    decay === 'linear' ? confidence - linearLoss * months : confidence * 0.5 ** (months / halfLifeMonths);
  // A floor keeps, and never raises.
  const floor = Math.min(floors[item.source_type] ?? 0, confidence);
  return Math.max(floor, faded);
};

const round = (value: number): number => Math.round(value * 100) / 100;
