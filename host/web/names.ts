import type { ResourceLookup, ResourceName } from '../access/resource-lookup.ts';

/** How resources are called, by type and id; what nobody knows has no name. */
export const namesOf = async (
  lookup: ResourceLookup,
  resources: readonly ResourceName[],
): Promise<ReadonlyMap<string, string>> => {
  const found = await lookup.findAll(resources);
  return new Map(
    found.flatMap(({ asked, found: resource }) =>
      resource?.name === undefined ? [] : [[`${asked.resource_type} ${asked.resource_id}`, resource.name]],
    ),
  );
};
