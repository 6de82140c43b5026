import { admins, anywhere, type CommandRow, each, signedIn } from './row.ts';

const nothingThere = (error: string) => signedIn([8, error]);

/** Tables, queries, snapshots, skills and jobs of one person. */
export const dataRows: Readonly<Record<string, CommandRow>> = {
  ...each(signedIn(), [
    'sync',
    'catalog',
    'query-jobs list',
    'saved-queries list',
    'skills list',
    'skills update',
  ]),
  query: signedIn([8, 'table_not_available'], ['SELECT * FROM orders']),
  schema: nothingThere('table_not_available'),
  describe: nothingThere('table_not_available'),
  explore: nothingThere('table_not_available'),
  fetch: nothingThere('table_not_available'),
  'snapshot list': anywhere(0),
  ...each(anywhere([8, 'snapshot_not_found']), ['snapshot drop', 'snapshot refresh']),
  'snapshot prune': anywhere(0, ['--all']),
  'disk-info': anywhere(0),
  ...each(nothingThere('job_not_found'), [
    'query-jobs show',
    'query-jobs result',
    'query-jobs cancel',
    'jobs show',
    'jobs watch',
    'jobs cancel',
    'jobs confirm',
  ]),
  ...each(nothingThere('saved_query_not_found'), ['saved-queries show', 'saved-queries delete']),
  'saved-queries save': signedIn(0, ['One', 'SELECT 1', '--force']),
  'jobs list': signedIn(),
  'jobs again': admins(),
  ...each(nothingThere('skills_plugin_not_found'), ['skills show', 'skills enable', 'skills disable']),
  'skills install': signedIn([8, 'skills_plugin_not_found'], ['acme']),
  'skills remove': anywhere(0, ['--all']),
};
