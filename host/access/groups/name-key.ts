/** The form under which names of groups are compared: look-alikes of one name are one name. */
export const nameKey = (name: string): string => name.normalize('NFKC').trim().toLowerCase();
