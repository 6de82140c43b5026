import type { Command, Flag } from '../command.ts';

const given: readonly Flag[] = [
  { name: 'param', value: 'name=value', repeatable: true, summary: 'What the job takes; may be repeated.' },
  { name: 'source', value: 'slug', summary: 'The only source it is for (default: all that it is for).' },
];
const noWait: Flag = { name: 'no-wait', summary: 'Only start it.' };

/** Commands that start jobs of plugins. */
export const pluginJobCommands: readonly Command[] = [
  {
    name: 'admin job run',
    summary: 'Start a job of a plugin, named <publisher>/<slug>/<name>.',
    args: ['<job>'],
    flags: [
      ...given,
      { name: 'wait', summary: 'Follow it to its end; fails when it, or a part of it, does.' },
    ],
    load: () => import('../commands/admin/job/run.ts'),
  },
  {
    name: 'admin jira backfill',
    summary: 'Fetch the issues that were there before webhooks came.',
    flags: [...given, noWait],
    load: () => import('../commands/admin/jira/backfill.ts'),
  },
  {
    name: 'admin jira check',
    summary: 'Compare what is kept with the site; fails on an alert.',
    flags: [...given, noWait],
    load: () => import('../commands/admin/jira/check.ts'),
  },
  {
    name: 'admin jira poll-sla',
    summary: 'Fetch the SLAs of open issues anew.',
    flags: [...given, noWait],
    load: () => import('../commands/admin/jira/poll-sla.ts'),
  },
  {
    name: 'admin jira fields',
    summary: 'List the fields of the site, for the map of custom fields.',
    flags: [...given, noWait],
    load: () => import('../commands/admin/jira/fields.ts'),
  },
  {
    name: 'admin catalog export',
    summary: 'Write metrics and tables of OpenMetadata as files on the server; fails when a part is missing.',
    flags: [
      { name: 'out', value: 'folder', summary: 'Write a copy of the files below this folder.' },
      noWait,
    ],
    load: () => import('../commands/admin/catalog/export.ts'),
  },
];
