import { badUsage } from '../errors.ts';
import type { Input } from '../input.ts';

/** The ids that were given, with commas between them. */
export const idsOf = (input: Input): readonly string[] => {
  const ids = (input.args[0] ?? '').split(',').map((id) => id.trim());
  const given = ids.filter((id) => id !== '');
  if (given.length > 0) return given;
  throw badUsage({ reason: 'No item is named.', hint: 'agnes admin memory list shows the ids.' });
};
