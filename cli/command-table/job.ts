import type { Command } from '../command.ts';
import { jobStatuses } from '../jobs.ts';

/** Commands about long work on the server. */
export const jobCommands: readonly Command[] = [
  {
    name: 'jobs list',
    summary: 'List your jobs, newest first; administrators see those of all.',
    flags: [
      { name: 'status', value: 'status', choices: jobStatuses, summary: 'Only jobs in this state.' },
      { name: 'kind', value: 'kind', summary: 'Only jobs of this kind, such as sync.run.' },
      { name: 'limit', value: 'n', summary: 'Most jobs, 1 to 500 (default: 50).' },
    ],
    load: () => import('../commands/jobs/list.ts'),
  },
  {
    name: 'jobs show',
    summary: 'Show one job.',
    args: ['<id>'],
    load: () => import('../commands/jobs/show.ts'),
  },
  {
    name: 'jobs watch',
    summary: 'Follow a job to its end; fails when the job does.',
    args: ['<id>'],
    load: () => import('../commands/jobs/watch.ts'),
  },
  {
    name: 'jobs cancel',
    summary: 'Stop a job; nothing half-done is published.',
    args: ['<id>'],
    load: () => import('../commands/jobs/cancel.ts'),
  },
  {
    name: 'jobs again',
    summary: 'Queue an equal run of a sync that has ended (administrators).',
    args: ['<id>'],
    flags: [{ name: 'wait', summary: 'Follow the new job to its end.' }],
    load: () => import('../commands/jobs/again.ts'),
  },
  {
    name: 'jobs confirm',
    summary: 'Let a job go on that waits for a yes (administrators).',
    args: ['<id>'],
    flags: [{ name: 'decline', summary: 'Say no: the job ends as cancelled.' }],
    load: () => import('../commands/jobs/confirm.ts'),
  },
];
