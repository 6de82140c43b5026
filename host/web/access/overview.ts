/** A group as the overview of the API has it. */
export interface GroupEntry {
  readonly id: string;
  readonly name: string;
  readonly is_system: boolean;
  readonly origin: string;
  readonly member_count: number;
  readonly grant_count: number;
}

/** A grant as the overview has it. */
export interface GrantEntry {
  readonly id: string;
  readonly group_id: string;
  readonly resource_type: string;
  readonly resource_id: string;
  readonly tier?: string;
  readonly warning?: string;
}

/** What `GET /api/admin/access-overview` answers, as far as the pages show it. */
export interface Overview {
  readonly version: number;
  readonly groups: readonly GroupEntry[];
  readonly grants: readonly GrantEntry[];
  readonly resources: readonly {
    readonly type_key: string;
    readonly type_display: string;
    readonly stale_since?: string;
    readonly blocks: readonly {
      readonly id: string;
      readonly name: string;
      readonly items: readonly ListedItem[];
    }[];
  }[];
}

interface ListedItem {
  readonly resource_id: string;
  readonly name: string;
  readonly description?: string;
}

/** Something that is or could be granted. */
export interface Resource {
  readonly type: string;
  readonly typeTitle: string;
  readonly block: string;
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  /** False: only a grant names it, no list does. */
  readonly isListed: boolean;
}

/** Everything that could be granted, then what is granted though no list names it. */
export const resourcesIn = ({ resources, grants }: Overview): readonly Resource[] => {
  const listed = resources.flatMap(({ type_key: type, type_display: typeTitle, blocks }) =>
    blocks.flatMap(({ name: block, items }) =>
      items.map((item) => ({ ...resourceOf(item), type, typeTitle, block, isListed: true })),
    ),
  );
  const titles = new Map(resources.map(({ type_key, type_display }) => [type_key, type_display]));
  const known = new Set(listed.map(keyOf));
  const lost = new Map(
    grants.map(({ resource_type: type, resource_id: id }) => {
      const typeTitle = titles.get(type) ?? type;
      return [keyOf({ type, id }), { type, typeTitle, block: 'In no list', id, name: id, isListed: false }];
    }),
  );
  return [...listed, ...[...lost].filter(([key]) => !known.has(key)).map(([, resource]) => resource)];
};

const resourceOf = ({ resource_id: id, name, description }: ListedItem) => ({
  id,
  name,
  ...(description !== undefined && description !== '' && { description }),
});

/** One resource in a key. */
export const keyOf = ({ type, id }: Pick<Resource, 'type' | 'id'>): string => `${type} ${id}`;

/** The grants of an overview by group, type and resource. */
export const grantsByField = ({ grants }: Overview): ReadonlyMap<string, GrantEntry> =>
  new Map(grants.map((grant) => [fieldOf(grant.group_id, grant), grant]));

/** What names one cell in a form; the id comes last, because it alone may hold spaces. */
export const fieldOf = (
  groupId: string,
  { resource_type, resource_id }: Pick<GrantEntry, 'resource_type' | 'resource_id'>,
): string => `${groupId} ${resource_type} ${resource_id}`;

/** Those whose name, description or id holds the words, however they are spelled. */
export const matching = (resources: readonly Resource[], words: string): readonly Resource[] => {
  const wanted = folded(words);
  if (wanted === '') return resources;
  return resources.filter(({ name, description = '', id }) =>
    folded(`${name} ${description} ${id}`).includes(wanted),
  );
};

/** The groups whose name holds the words. */
export const groupsMatching = (groups: readonly GroupEntry[], words: string): readonly GroupEntry[] =>
  groups.filter(({ name }) => folded(name).includes(folded(words)));

const folded = (text: string): string => text.normalize('NFKC').trim().toLowerCase();
