import { badUsage } from '../errors.ts';

/** Path below which the server keeps what belongs to a plugin. */
export const pluginPath = (id: string): string => {
  const [publisher = '', slug = '', ...more] = id.split('/');
  if (publisher !== '' && slug !== '' && more.length === 0)
    return `/api/admin/plugins/${encodeURIComponent(publisher)}/${encodeURIComponent(slug)}`;
  throw badUsage({
    reason: `"${id}" is not the id of a plugin.`,
    hint: 'An id is publisher/slug, such as agnes/connector-files. See: agnes admin plugin list',
  });
};

/** The number of a generation, as it was typed. */
export const generationIn = (text: string): number => {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw badUsage({
    reason: `"${text}" is not the number of a generation.`,
    hint: 'The numbers are in: agnes admin plugin list --json',
  });
};
