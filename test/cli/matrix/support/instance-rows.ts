import { admins, anywhere, type CommandRow, calling, each } from './row.ts';

/** Setting a server up and operating its containers. */
export const instanceRows: Readonly<Record<string, CommandRow>> = {
  'setup init': anywhere([2, 'answer_missing']),
  'setup bootstrap': calling(
    { signed_out: [8, 'bootstrap_closed'], no_grants: [8, 'bootstrap_closed'] },
    { given: ['eve@example.com', '--stdin'], stdin: 'a-code\ncanary-of-the-matrix\n' },
  ),
  ...each(admins(), ['setup test-connection', 'setup first-sync', 'connector run']),
  'setup verify': anywhere([1, 'not_verified'], undefined, { tells: true, calls: true }),
  ...each(anywhere([2, 'compose_missing']), [
    'server status',
    'server logs',
    'server restart',
    'server deploy',
    'server rollback',
    'server backup',
  ]),
  'server restore': anywhere([2, 'bad_file']),
};
