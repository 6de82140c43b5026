import { auditFilters } from '../admin/audit-filters.ts';
import type { Command } from '../command.ts';

/** Commands for administrators. */
export const adminCommands: readonly Command[] = [
  {
    name: 'admin connectors policy',
    summary: 'Show what extracts may attach: extensions, tokens, hosts.',
    load: () => import('../commands/admin/connectors/policy.ts'),
  },
  {
    name: 'llm test',
    summary: 'Ask the language model of the server one small question.',
    load: () => import('../commands/llm/test.ts'),
  },
  {
    name: 'admin rebuild',
    summary: 'Bring the views in line with the registry.',
    flags: [
      { name: 'all', summary: 'Make every view anew, from the published files.' },
      { name: 'wait', summary: 'Follow the job to its end.' },
    ],
    load: () => import('../commands/admin/rebuild.ts'),
  },
  {
    name: 'admin generations list',
    summary: 'Show the generations of the published data, newest first; * is what readers see.',
    flags: [{ name: 'limit', value: 'n', summary: 'Most generations, 1 to 500 (default: 50).' }],
    load: () => import('../commands/admin/generations/list.ts'),
  },
  {
    name: 'admin generations diff',
    summary: 'Show what changed between two generations.',
    args: ['<a>', '<b>'],
    load: () => import('../commands/admin/generations/diff.ts'),
  },
  {
    name: 'admin audit list',
    aliases: ['audit list'],
    summary: 'Show who changed what, newest first.',
    flags: [
      ...auditFilters,
      { name: 'limit', value: 'n', summary: 'Most entries, 1 to 500 (default: 100).' },
    ],
    load: () => import('../commands/admin/audit/list.ts'),
  },
  {
    name: 'admin audit verify',
    aliases: ['audit verify'],
    summary: 'Check that the audit log is whole; fails when it is not.',
    flags: [{ name: 'offline', summary: 'Check the state folder here; the host must be stopped.' }],
    load: () => import('../commands/admin/audit/verify.ts'),
  },
  {
    name: 'admin audit export',
    aliases: ['audit export'],
    summary: 'Bring the audit log into a file, oldest first.',
    flags: [
      { name: 'out', value: 'file', summary: 'The file to write.' },
      {
        name: 'format',
        value: 'format',
        choices: ['ndjson', 'csv'],
        summary: 'Form of the file (default: csv when its name ends so, else ndjson).',
      },
      {
        name: 'before',
        value: 'instant',
        summary: 'Take what was done earlier out of the log, into a signed file.',
      },
      ...auditFilters,
    ],
    load: () => import('../commands/admin/audit/export.ts'),
  },
];
