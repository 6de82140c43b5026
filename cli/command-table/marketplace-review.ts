import type { Command, Flag } from '../command.ts';

const plugin = ['<slug/plugin>'] as const;
const reason: Flag = { name: 'reason', value: 'text', summary: 'Why, for the audit log and for people.' };
const decision: readonly Flag[] = [
  {
    name: 'of',
    value: 'version',
    summary: 'Which version, by its name or id (default: the listed one).',
  },
  reason,
];

/** Commands that look at plugins of marketplaces and decide about them. */
export const marketplaceReviewCommands: readonly Command[] = [
  {
    name: 'admin marketplace plugins',
    summary: 'Show the plugins of a marketplace: what is listed, what is served, what waits for a yes.',
    args: ['<slug>'],
    examples: ['agnes admin marketplace plugins acme'],
    load: () => import('../commands/admin/marketplace/plugins.ts'),
  },
  {
    name: 'admin marketplace diff',
    summary: 'Show what differs between two versions of a plugin, file by file.',
    args: plugin,
    flags: [
      {
        name: 'from',
        value: 'version',
        summary: 'A version, by its name or id (default: the one that is served).',
      },
      {
        name: 'to',
        value: 'version',
        summary: 'A version, by its name or id (default: the one that is listed).',
      },
    ],
    examples: ['agnes admin marketplace diff acme/review'],
    load: () => import('../commands/admin/marketplace/diff.ts'),
  },
  {
    name: 'admin marketplace approve',
    summary: 'Let a version be served to those who are granted its plugin.',
    args: plugin,
    flags: decision,
    examples: ['agnes admin marketplace approve acme/review --reason "Read by Ann"'],
    load: () => import('../commands/admin/marketplace/approve.ts'),
  },
  {
    name: 'admin marketplace reject',
    summary: 'Say no to a version; where it is served, the one approved before takes its place.',
    args: plugin,
    flags: decision,
    examples: ['agnes admin marketplace reject acme/review --reason "Asks for too much"'],
    load: () => import('../commands/admin/marketplace/reject.ts'),
  },
  {
    name: 'admin marketplace quarantine',
    summary: 'Keep a version from being served until somebody approves it.',
    args: plugin,
    flags: decision,
    examples: ['agnes admin marketplace quarantine acme/review --reason "To be read again"'],
    load: () => import('../commands/admin/marketplace/quarantine.ts'),
  },
  {
    name: 'admin marketplace disable',
    summary: 'Switch a plugin off for everybody, whatever is granted; asks on a terminal.',
    args: plugin,
    flags: [reason],
    examples: ['agnes admin marketplace disable acme/review --reason "It leaks paths"'],
    load: () => import('../commands/admin/marketplace/disable.ts'),
  },
  {
    name: 'admin marketplace enable',
    summary: 'Let a plugin that was switched off be served again.',
    args: plugin,
    examples: ['agnes admin marketplace enable acme/review'],
    load: () => import('../commands/admin/marketplace/enable.ts'),
  },
];
