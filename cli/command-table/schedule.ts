import type { Command } from '../command.ts';

const catchUp = {
  name: 'catch-up',
  value: 'how',
  choices: ['once', 'skip'],
  summary: 'What was missed while the server was down: run once, or dropped (default: once).',
} as const;
const payload = {
  name: 'payload',
  value: 'json',
  summary: 'Parameters of its jobs as a JSON object.',
} as const;

/** Commands about what recurs. */
export const scheduleCommands: readonly Command[] = [
  {
    name: 'admin schedule list',
    summary: 'Show what recurs, when it runs next and how it ended last.',
    load: () => import('../commands/admin/schedule/list.ts'),
  },
  {
    name: 'admin schedule add',
    summary: 'Have a kind of job run again and again.',
    args: ['<kind>', '<spec>'],
    flags: [{ name: 'target', value: 'text', summary: 'What of its kind (default: all).' }, catchUp, payload],
    load: () => import('../commands/admin/schedule/add.ts'),
  },
  {
    name: 'admin schedule edit',
    summary: 'Change when something recurs, or switch it off.',
    args: ['<id>'],
    flags: [
      { name: 'spec', value: 'schedule', summary: 'Such as "every 6h" or "daily 05:30" (UTC).' },
      { name: 'enable', summary: 'Switch it on.' },
      { name: 'disable', summary: 'Switch it off.' },
      catchUp,
      payload,
    ],
    load: () => import('../commands/admin/schedule/edit.ts'),
  },
];
