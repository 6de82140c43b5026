import type { LockEntry } from '../../kernel/generation-lock.ts';
import type { StoredPackage } from '../packages.ts';
import type { KeptState } from './kept-state.ts';
import { counted, priceText } from './price.ts';

interface Sides {
  readonly before: readonly LockEntry[];
  readonly entries: readonly LockEntry[];
}

interface Known {
  readonly state: Pick<KeptState, 'change' | 'price' | 'rows'>;
  readonly stored: (entry: LockEntry) => Promise<Pick<StoredPackage, 'manifest'>>;
}

/** What going back would cost, where another version remembers otherwise; by plugin, in plain words. */
export const pricesOf = async (
  { before, entries }: Sides,
  known: Known,
): Promise<Readonly<Record<string, string>>> => {
  const told = await Promise.all(
    entries.map(async (next) => {
      const old = before.find(
        ({ id, sources, source }) => id === next.id && !sources && source.type !== 'bundled',
      );
      const text = old && old.state.version !== next.state.version && (await priceOf(old, next, known));
      return text ? [[next.id, text] as const] : [];
    }),
  );
  return Object.fromEntries(told.flat());
};

const priceOf = async (old: LockEntry, next: LockEntry, { state, stored }: Known): Promise<string> => {
  const { id } = next;
  if (old.state.version > next.state.version) {
    const price = await state.price(id, await state.change({ old, next }).catch(() => undefined));
    return `Nothing beyond this change itself: ${priceText([price])}`;
  }
  const manifest = await stored(next).then(
    ({ manifest: found }) => found,
    () => undefined,
  );
  if (manifest?.state?.reversible)
    return 'Settings, code and grants go back, and what its sources remember is brought back without loss.';
  const checkpoints = (await state.rows(id)).length;
  return `What its sources remember is put back as it is now, ${counted(checkpoints, 'sync checkpoint')}; what they read until then is read again.`;
};
