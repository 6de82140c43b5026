import { keyOf, type Overview, resourcesIn } from './overview.ts';

const columns = ['group_id', 'group', 'resource_type', 'resource_id', 'resource', 'tier'];

/** Every grant as a line of CSV (RFC 4180), by group, type and resource. */
export const grantsCsv = (overview: Overview): string => {
  const groups = new Map(overview.groups.map(({ id, name }) => [id, name]));
  const names = new Map(resourcesIn(overview).map((resource) => [keyOf(resource), resource.name]));
  const rows = overview.grants.map(({ group_id, resource_type: type, resource_id: id, tier }) => [
    group_id,
    groups.get(group_id) ?? '',
    type,
    id,
    names.get(keyOf({ type, id })) ?? '',
    tier ?? '',
  ]);
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
};

// Names are what people typed: a spreadsheet must not run them as formulas.
const cell = (text: string): string => {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
};
