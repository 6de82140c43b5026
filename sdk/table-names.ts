const longest = 64;

/** Proposes names of tables: each is an identifier that SQL takes unquoted, and none is proposed twice. */
export class TableNames {
  readonly #taken = new Set<string>();

  /** A name like `text`, at most 64 characters long; one that is taken gets a number: `orders_2`. */
  propose(text: string): string {
    const wanted = tableNameOf(text);
    for (let number = 1; ; number += 1) {
      const suffix = number === 1 ? '' : `_${number}`;
      const name = wanted.slice(0, longest - suffix.length) + suffix;
      if (this.#taken.has(name)) continue;
      this.#taken.add(name);
      return name;
    }
  }
}

/** What a text is called where names are letters, digits and `_`: `Sales-2024 (EU)` → `sales_2024_eu`. */
export const tableNameOf = (text: string): string => {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9_]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return (/^[a-z]/.test(words) ? words : `t_${words}`).slice(0, longest).replace(/_+$/, '');
};
