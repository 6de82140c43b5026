import type { Run } from '../command.ts';
import { badUsage } from '../errors.ts';
import type { Input } from '../input.ts';
import { fetchSnapshot } from '../snapshots/fetch.ts';

/** Brings part of a table here and keeps it under a name. */
export const run: Run = async (input, session) => {
  const [table = ''] = input.args;
  const wish = {
    table,
    select: listOf(input.text('select')),
    where: input.text('where') || undefined,
    limit: input.integer('limit', { min: 1, max: Number.MAX_SAFE_INTEGER }),
    orderBy: listOf(input.text('order-by')),
  };
  const maxCost = maxCostOf(input.text('max-cost'));
  const estimate = estimateOf(input);
  if (estimate === 'none' && maxCost !== undefined) {
    throw badUsage({
      reason: '--max-cost needs the estimate, and --no-estimate leaves it out.',
      hint: 'Give one of them.',
    });
  }
  const options = { name: input.text('as') ?? table, force: input.on('force'), estimate, maxCost };
  return fetchSnapshot(wish, options, session);
};

const estimateOf = (input: Input): 'only' | 'none' | 'first' => {
  if (input.on('estimate')) return 'only';
  return input.on('no-estimate') ? 'none' : 'first';
};

const listOf = (text = ''): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const maxCostOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  const reason = `--max-cost is an amount of dollars, not "${text}".`;
  throw badUsage({ reason, hint: 'Example: --max-cost 0.50' });
};
