import { objectsOf } from '../json/values.ts';
import { cellText } from '../terminal/text-table.ts';

/** What a decision about two items changed. */
export const appliedLines = (applied: unknown): readonly string[] =>
  objectsOf(applied).map((one) => `  ${cellText(one['item_id'])}: ${cellText(one['change'])}`);
