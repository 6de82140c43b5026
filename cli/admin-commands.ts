import { auditFilters } from './audit-filters.ts';
import type { Command } from './command.ts';

/** Commands for administrators. */
export const adminCommands: readonly Command[] = [
  {
    name: 'admin register-table',
    summary: 'Register a table, so that syncs read it and people can be granted it.',
    args: ['<name>'],
    flags: [
      { name: 'source-type', value: 'type', summary: 'Type of the connector that reads it.' },
      { name: 'connection', value: 'slug', summary: 'The source, where there are several of that type.' },
      { name: 'bucket', value: 'name', summary: 'Bucket, schema or folder at the source.' },
      { name: 'source-table', value: 'name', summary: 'Table or file at the source.' },
      {
        name: 'query-mode',
        value: 'mode',
        choices: ['local', 'remote', 'materialized'],
        summary: 'Where queries run (default: local).',
      },
      { name: 'description', value: 'text', summary: 'What the table holds.' },
      { name: 'sync-schedule', value: 'schedule', summary: 'Such as "every 6h" or "daily 05:30" (UTC).' },
      { name: 'strategy', value: 'strategy', summary: 'How it is read again (default: full_refresh).' },
      { name: 'primary-key', value: 'columns', summary: 'Columns of the key, with commas between them.' },
    ],
    load: () => import('./commands/admin-register-table.ts'),
  },
  {
    name: 'admin plugin list',
    summary: 'Show the plugins of the server and their states.',
    load: () => import('./commands/admin-plugin-list.ts'),
  },
  {
    name: 'admin connectors policy',
    summary: 'Show what extracts may attach: extensions, tokens, hosts.',
    load: () => import('./commands/admin-connectors-policy.ts'),
  },
  {
    name: 'admin rebuild',
    summary: 'Bring the views in line with the registry.',
    flags: [
      { name: 'all', summary: 'Make every view anew, from the published files.' },
      { name: 'wait', summary: 'Follow the job to its end.' },
    ],
    load: () => import('./commands/admin-rebuild.ts'),
  },
  {
    name: 'admin generations list',
    summary: 'Show the generations of the published data, newest first; * is what readers see.',
    flags: [{ name: 'limit', value: 'n', summary: 'Most generations, 1 to 500 (default: 50).' }],
    load: () => import('./commands/admin-generations-list.ts'),
  },
  {
    name: 'admin generations diff',
    summary: 'Show what changed between two generations.',
    args: ['<a>', '<b>'],
    load: () => import('./commands/admin-generations-diff.ts'),
  },
  {
    name: 'admin source list',
    summary: 'Show the connections to sources.',
    load: () => import('./commands/admin-source-list.ts'),
  },
  {
    name: 'admin source add',
    summary: 'Add a connection to a source.',
    args: ['<slug>'],
    flags: [
      { name: 'type', value: 'type', summary: 'Type of the connector.' },
      { name: 'title', value: 'text', summary: 'Title people see (default: the slug).' },
      {
        name: 'config',
        value: 'json|@file',
        summary: 'Settings of the connector as JSON, or a file with them.',
      },
    ],
    load: () => import('./commands/admin-source-add.ts'),
  },
  {
    name: 'admin source test',
    summary: 'Try a connection; fails when it does not work.',
    args: ['<slug>'],
    load: () => import('./commands/admin-source-test.ts'),
  },
  {
    name: 'admin audit list',
    summary: 'Show who changed what, newest first.',
    flags: [
      ...auditFilters,
      { name: 'limit', value: 'n', summary: 'Most entries, 1 to 500 (default: 100).' },
    ],
    load: () => import('./commands/admin-audit-list.ts'),
  },
  {
    name: 'admin audit verify',
    summary: 'Check that the audit log is whole; fails when it is not.',
    flags: [{ name: 'offline', summary: 'Check the state folder here; the host must be stopped.' }],
    load: () => import('./commands/admin-audit-verify.ts'),
  },
  {
    name: 'admin audit export',
    summary: 'Bring the audit log into a file, oldest first.',
    flags: [
      { name: 'out', value: 'file', summary: 'The file to write.' },
      {
        name: 'format',
        value: 'format',
        choices: ['ndjson', 'csv'],
        summary: 'Form of the file (default: csv when its name ends so, else ndjson).',
      },
      ...auditFilters,
    ],
    load: () => import('./commands/admin-audit-export.ts'),
  },
];
