import type { Command } from '../command.ts';

/** The command that looks for what is wrong. */
export const diagnoseCommands: readonly Command[] = [
  {
    name: 'diagnose',
    aliases: ['doctor'],
    summary: 'Look at everything between you and your data, and say what to do about what is wrong.',
    flags: [
      {
        name: 'symptom',
        value: 'symptom',
        choices: ['login', 'sync', 'query', 'slow', 'skills'],
        summary: 'Only what may be behind it.',
      },
      {
        name: 'component',
        value: 'component',
        choices: [
          ...[
            'configuration',
            'server',
            'clock',
            'version',
            'token',
            'access',
            'manifest',
            'workspace',
            'views',
          ],
          ...['hooks', 'tools', 'marketplace', 'disk', 'uploads', 'services', 'jobs', 'sources', 'secrets'],
        ],
        summary: 'Only this.',
      },
      { name: 'fix', summary: 'Mend what is safe to mend: folders, hooks, who may read the token.' },
    ],
    examples: ['agnes diagnose', 'agnes diagnose --symptom sync --fix'],
    load: () => import('../commands/diagnose.ts'),
  },
];
