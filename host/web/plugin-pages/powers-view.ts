import type { Chip } from '../chips.ts';
import { amountOf, countOf, momentOf } from '../figures.ts';
import type { PluginDetail } from './seen.ts';

type Use = NonNullable<PluginDetail['capability_use']>[number];

/** What it declares, is granted and uses, side by side; also what it reached for and did not declare. */
export const powersView = (
  { capabilities, capability_use: uses }: Pick<PluginDetail, 'capabilities' | 'capability_use'>,
  now: number,
): object | false => {
  const used = new Map((uses ?? []).map((use) => [use.capability, use]));
  const declared = new Set(capabilities.map(({ name }) => name));
  const others = (uses ?? []).filter(({ capability }) => !declared.has(capability) && !isHook(capability));
  const rows = [
    ...capabilities.map(({ name, why, granted }) => ({
      ...{ name, why },
      granted: granted ? grantedChip : refusedChip,
      ...countsOf(used.get(name), now),
    })),
    ...others.map((use) => ({
      name: use.capability,
      why: use.capability.startsWith('table:') ? 'A table that it brought.' : 'It does not declare it.',
      granted: use.granted ? impliedChip : refusedChip,
      ...countsOf(use, now),
    })),
  ];
  return rows.length > 0 && { is_counted: Boolean(uses), all: rows };
};

/** What is called is told with the hooks. */
const isHook = (name: string): boolean => name.startsWith('hook:');

const countsOf = (use: Use | undefined, now: number) => ({
  used: use && use.used_count > 0 ? amountOf(use.used_count, 'time') : 'never',
  last: use?.last_used_at != null && use.used_count > 0 && momentOf(use.last_used_at, now),
  refused: use?.refused_count ? countOf(use.refused_count) : '',
});

const grantedChip: Chip = { kind: 'on', text: 'Granted' };
const impliedChip: Chip = { kind: 'plain', text: 'Follows' };
const refusedChip: Chip = { kind: 'off', text: 'Not granted' };
