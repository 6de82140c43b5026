import { anywhere, type CommandRow, type End, each } from './row.ts';

const noPlugin: End = [2, 'plugin_folder_empty'];
const unconfigured: End = [78, 'host_program_failed'];

/** Commands that need a host beside them, as they end where it was never configured; no server has a part in it. */
export const hostRows: Readonly<Record<string, CommandRow>> = {
  'plugin new': anywhere(0, ['skill', 'acme/lanterns']),
  'plugin dev': anywhere([2, 'host_program_failed']),
  ...each(anywhere(noPlugin), [
    'plugin test',
    'plugin record',
    'plugin replay',
    'plugin pack',
    'plugin explain',
  ]),
  ...each(anywhere(unconfigured), [
    'server start',
    'server setup-code',
    'config check',
    'server migrate',
    'server export-state',
    'server restore-state',
  ]),
  'server import-state': anywhere([2, 'answer_missing']),
  service: anywhere([64, 'host_program_failed']),
  'admin break-glass grant-admin': anywhere([2, 'answer_missing'], ['eve@example.com', '--reason', 'Lost']),
  'config explain': anywhere([2, 'host_program_failed'], ['nothing.here']),
};
