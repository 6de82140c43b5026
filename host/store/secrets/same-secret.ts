/** Names that are in use for one secret. */
const groups = [['KEBOOLA_STORAGE_TOKEN', 'KBC_STORAGE_TOKEN', 'KBC_TOKEN']] as const;

/** The name itself, then those that stand in for it where it is not set. */
export const namesOf = (reference: string): readonly string[] => {
  const group: readonly string[] = groups.find((names) => names.some((name) => name === reference)) ?? [];
  return [reference, ...group.filter((name) => name !== reference)];
};
