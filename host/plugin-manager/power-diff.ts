import type { Manifest } from '@agnes/sdk';
import { askedFor, grantName, narrowed } from '../kernel/grants.ts';
import type { PowerDiff } from './plan.ts';
import { capabilityDiff } from './resolve/difference.ts';

/** A version and what it is granted. */
interface Granted {
  readonly manifest: Manifest;
  readonly grants: readonly string[];
}

/** What the new version may do beyond the old one. The same name with another content is new: it was never approved so. */
export const powerDiff = (old: Granted | undefined, next: Granted): PowerDiff => {
  const diff = capabilityDiff(
    old && narrowed(old.manifest, old.grants).capabilities,
    narrowed(next.manifest, next.grants).capabilities,
  );
  const changed = new Set([
    ...diff.added.map(nameOf),
    ...next.grants.filter((name) => !old?.grants.includes(name)),
  ]);
  return {
    added: askedFor(next.manifest).filter(({ name }) => next.grants.includes(name) && changed.has(name)),
    removed: (old?.grants ?? []).filter((name) => !next.grants.includes(name)),
    reworded: diff.reworded.map((item) => ({ name: nameOf(item), was: item.was, why: item.why })),
  };
};

const nameOf = ({ kind, what }: { readonly kind: string; readonly what: string }): string =>
  // What `capabilityDiff` has written of an object.
  grantName(kind, JSON.parse(what) as Readonly<Record<string, unknown>>);
