/** Names that SQL takes unquoted, by upstream id: that of the table, with its bucket where another one has it as well. */
export const proposedNames = (ids: readonly string[]): ReadonlyMap<string, string> => {
  const sorted = [...ids].sort();
  const same = Map.groupBy(sorted, (id) => identifierOf(id.slice(id.lastIndexOf('.') + 1)));
  const wanted = sorted.map((id): readonly [string, string] => {
    const short = identifierOf(id.slice(id.lastIndexOf('.') + 1));
    return [id, (same.get(short) ?? []).length > 1 ? identifierOf(id) : short];
  });
  const taken = new Set<string>();
  return new Map(wanted.map(([id, name]) => [id, taking(name, taken)]));
};

const longest = 64;

/** `in.c-crm.orders` → `in_c_crm_orders`. */
const identifierOf = (text: string): string => {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return (/^[a-z]/.test(words) ? words : `t_${words}`).slice(0, longest).replace(/_+$/, '');
};

const taking = (name: string, taken: Set<string>): string => {
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : `_${number}`;
    const free = name.slice(0, longest - suffix.length) + suffix;
    if (taken.has(free)) continue;
    taken.add(free);
    return free;
  }
};
