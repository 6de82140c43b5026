import { objectsOf } from '../json/values.ts';
import { cellText } from '../terminal/text-table.ts';
import type { Offered } from './offered.ts';

/** Said where there is nothing to bring. */
export const nothingGranted =
  'You are granted no plugin with skills. Ask an administrator to grant one to a group that you are in.';

/** What a plugin says it needs and its reader does not get, a line for each kind. */
export const lackLines = ({ id, told }: Offered): readonly string[] => {
  const tables = [told['missing_tables'] ?? []].flat().map((name) => cellText(String(name)));
  const needs = objectsOf(told['needs']).map(
    ({ plugin, state }) =>
      `${cellText(id)} needs the plugin ${cellText(String(plugin))}, which ${state === 'off' ? 'you have switched off' : 'you do not get'}.`,
  );
  const named = `${cellText(id)} works with tables that you cannot read: ${tables.join(', ')}.`;
  return [...(tables.length > 0 ? [named] : []), ...needs];
};
