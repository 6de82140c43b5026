import type { Command } from '../command.ts';

/** Commands about this program itself. */
export const shellCommands: readonly Command[] = [
  {
    name: 'completion',
    summary: 'Print the script with which a shell completes commands and options.',
    args: ['<bash|zsh|fish|powershell>'],
    examples: [
      'source <(agnes completion bash)',
      'agnes completion fish > ~/.config/fish/completions/agnes.fish',
    ],
    load: () => import('../commands/completion.ts'),
  },
  {
    name: 'update',
    summary: 'Replace this program by the one that the server hands out.',
    flags: [
      { name: 'check', summary: 'Only tell what the server hands out.' },
      { name: 'allow-older', summary: 'Also go back to an older version.' },
    ],
    examples: ['agnes update --check', 'agnes update'],
    load: () => import('../commands/update.ts'),
  },
];
