import { type Finding, warning } from '../findings.ts';

type Renames = Readonly<Record<string, string | null>>;

/** Follows every old name to the one it has now; null is gone. What leads nowhere or in a circle is a finding. */
export const renamesOf = (
  given: Renames,
  names: ReadonlySet<string>,
): { readonly renames: Renames; readonly findings: readonly Finding[] } => {
  const steps = new Map(Object.entries(given));
  const findings: Finding[] = [];
  const followed: [string, string | null][] = [];
  for (const old of steps.keys()) {
    const now = names.has(old) ? undefined : endOf(old, steps);
    if (now === null || (now !== undefined && names.has(now))) followed.push([old, now]);
    else findings.push(ignored(old, names.has(old)));
  }
  return { renames: Object.fromEntries(followed), findings };
};

/** Where a chain of names ends; `undefined` for a circle. */
const endOf = (old: string, steps: ReadonlyMap<string, string | null>): string | null | undefined => {
  const seen = new Set<string>();
  let name: string | null = old;
  while (name !== null) {
    const next = steps.get(name);
    if (next === undefined) return name;
    if (seen.has(name)) return undefined;
    seen.add(name);
    name = next;
  }
  return null;
};

const ignored = (old: string, isThere: boolean): Finding => {
  const why = isThere ? 'is still listed under its old name' : 'leads to no plugin that is listed';
  return warning(old.slice(0, 100), {
    rule: 'rename_ignored',
    what: `The rename of "${old.slice(0, 100)}" is not followed: it ${why}.`,
    next: 'Let each old name lead to a plugin of the list, or to null.',
  });
};
