import type { GrantRow } from './repository.ts';

/** The grants of one group, arranged for questions. */
export class GroupGrants {
  /** By type, then by resource. */
  readonly rows: readonly GrantRow[];
  readonly #byType: ReadonlyMap<string, ReadonlyMap<string, GrantRow>>;

  constructor(rows: readonly GrantRow[]) {
    this.rows = rows.toSorted(inOrder);
    const ofType = Map.groupBy(this.rows, ({ resource_type }) => resource_type);
    this.#byType = new Map(
      [...ofType].map(([type, grants]) => [type, new Map(grants.map((grant) => [grant.resource_id, grant]))]),
    );
  }

  find(type: string, resourceId: string): GrantRow | undefined {
    return this.#byType.get(type)?.get(resourceId);
  }

  get types(): readonly string[] {
    return [...this.#byType.keys()];
  }

  /** Ids of one type. */
  ids(type: string): Iterable<string> {
    return this.#byType.get(type)?.keys() ?? [];
  }
}

const inOrder = (left: GrantRow, right: GrantRow): number =>
  compare(left.resource_type, right.resource_type) || compare(left.resource_id, right.resource_id);

const compare = (left: string, right: string): number => {
  if (left === right) return 0;
  return left < right ? -1 : 1;
};
