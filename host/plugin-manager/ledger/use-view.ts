import { type Manifest, type Static, Type } from '@agnes/sdk';
import { askedFor } from '../../kernel/grants.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import type { UseSum } from './use-repository.ts';

/** What a plugin may do, and does. */
export const capabilityUse = Type.Array(
  Type.Object({
    capability: Type.String({
      description:
        'Named as a grant is; beside these `hook:<name>` for taps and `table:<name>` for what was brought.',
    }),
    declared: Type.Boolean(),
    granted: Type.Boolean(),
    used_count: Type.Integer({ description: 'In the last 30 days.' }),
    refused_count: Type.Integer({ description: 'Tries in the last 30 days that were not granted.' }),
    last_used_at: Type.Union([Type.String(), Type.Null()]),
  }),
  { description: 'Declared, granted and used, of the last 30 days.' },
);

/** What is set side by side. */
interface Sides {
  /** As its author wrote it. */
  readonly declared: Manifest | undefined;
  /** Absent: it was not installed, and may do what it declares. */
  readonly grants: readonly string[] | undefined;
  readonly uses: readonly UseSum[];
}

/** Sets what was declared, granted and used side by side. */
export const useOnWire = ({ declared, grants, uses }: Sides): Static<typeof capabilityUse> => {
  const asked = declared ? askedFor(declared).map(({ name }) => name) : [];
  const taps = (declared?.contributes.hooks ?? []).flatMap((hook) => hook.taps.map((tap) => `hook:${tap}`));
  const known = new Map(uses.map((use) => [use.capability, use]));
  // Which tables it fills and which hooks it taps follow from what it contributes; nobody grants that by name.
  const isImplied = (name: string): boolean => name.startsWith('table:') || name.startsWith('hook:');
  return [...new Set([...asked, ...taps, ...known.keys()])].sort().map((capability) => {
    const { used = 0, refused = 0, lastUsedAt } = known.get(capability) ?? {};
    const isDeclared = asked.includes(capability) || isImplied(capability);
    return {
      capability,
      declared: isDeclared,
      granted: isDeclared && (isImplied(capability) || (grants?.includes(capability) ?? true)),
      used_count: used,
      refused_count: refused,
      last_used_at: lastUsedAt ? isoUtc(lastUsedAt) : null,
    };
  });
};
