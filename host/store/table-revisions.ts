import type { KyselyPlugin, OperationNode } from 'kysely';

/** Counts the changes of each table, so that whoever keeps what a table said knows whether it still says so. */
export class TableRevisions {
  readonly #counts = new Map<string, number>();
  readonly #touched = new Set<string>();
  /** Changes of tables that cannot be told from the statement. */
  #others = 0;

  /** Sees what is written. */
  readonly plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      this.#see(node);
      return node;
    },
    transformResult: async ({ result }) => result,
  };

  /** Another number after every change of one of these tables. */
  of(tables: readonly string[]): number {
    return tables.reduce((sum, table) => sum + (this.#counts.get(table) ?? 0), this.#others);
  }

  /** The transaction that was seen has ended; however it did, what was kept is read again. */
  ended(): void {
    for (const table of this.#touched) this.#counts.set(table, (this.#counts.get(table) ?? 0) + 1);
    if (this.#touched.has(anyTable)) this.#others += 1;
    this.#touched.clear();
  }

  #see(node: OperationNode): void {
    if (node.kind === 'SelectQueryNode') return;
    const names = writes.has(node.kind) ? [...tablesIn(node)] : [];
    for (const name of names.length > 0 ? names : [anyTable]) this.#touched.add(name);
  }
}

const anyTable = '*';

const writes: ReadonlySet<string> = new Set(['InsertQueryNode', 'UpdateQueryNode', 'DeleteQueryNode']);

/** Every table that a statement names, those it only reads included. */
function* tablesIn(node: unknown): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  const { kind, table } = node as { readonly kind?: unknown; readonly table?: unknown };
  if (kind === 'TableNode') yield nameOf(table);
  else for (const part of Object.values(node)) yield* tablesIn(part);
}

const nameOf = (table: unknown): string => {
  const { identifier } = table as { readonly identifier: { readonly name: string } };
  return identifier.name;
};
