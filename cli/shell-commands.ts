import type { Command } from './command.ts';

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
    load: () => import('./commands/completion.ts'),
  },
];
