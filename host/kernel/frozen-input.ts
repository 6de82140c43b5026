import { frozenCopy } from '@agnes/sdk';

/** Copies by what they are of: all taps of one call are handed the same one, which none of them can change. */
const copies = new WeakMap<object, object>();

/** Begins a call: what the host hands over may be another since it did so before. */
export const freshInput = <Input extends object>(input: Input): Input => {
  copies.delete(input);
  return input;
};

/** What a tap is handed of an input. */
export const frozenInput = (input: unknown): unknown => {
  if (typeof input !== 'object' || input === null) return input;
  const known = copies.get(input) ?? frozenCopy(input);
  copies.set(input, known);
  return known;
};
