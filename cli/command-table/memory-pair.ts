import type { Command, Flag } from '../command.ts';
import { personalFlag } from '../memory/flags.ts';

const all: Flag = { name: 'all', summary: 'Those that are resolved, too.' };

const asOneOf = (choices: readonly string[]): Flag => ({
  name: 'as',
  value: 'resolution',
  choices,
  summary: 'How it ends.',
});

/** Commands about items that disagree, or say the same. */
export const memoryPairCommands: readonly Command[] = [
  {
    name: 'admin memory contradictions',
    summary: 'Show items that cannot both hold.',
    flags: [all, personalFlag],
    load: () => import('../commands/admin/memory/contradictions.ts'),
  },
  {
    name: 'admin memory contradiction-add',
    summary: 'Write down that two items cannot both hold.',
    args: ['<id>', '<other id>'],
    flags: [
      { name: 'explanation', value: 'text', summary: 'Why not.' },
      { name: 'severity', value: 'severity', choices: ['hard', 'soft'], summary: 'How bad it is.' },
    ],
    load: () => import('../commands/admin/memory/contradiction-add.ts'),
  },
  {
    name: 'admin memory contradiction-resolve',
    summary: 'Decide about a contradiction.',
    args: ['<id>'],
    flags: [
      asOneOf(['kept_a', 'kept_b', 'merged', 'both_valid']),
      { name: 'apply', summary: 'Carry it out: the item that loses is revoked.' },
      { name: 'content', value: 'text', summary: 'With merged: the text in place of both.' },
      { name: 'content-file', value: 'path', summary: 'The same in a file.' },
    ],
    load: () => import('../commands/admin/memory/contradiction-resolve.ts'),
  },
  {
    name: 'admin memory duplicates list',
    summary: 'Show items that may say the same.',
    flags: [all, personalFlag, { name: 'limit', value: 'n', summary: 'Pairs at most, 1 to 500.' }],
    load: () => import('../commands/admin/memory/duplicates/list.ts'),
  },
  {
    name: 'admin memory duplicates resolve',
    summary: 'Decide about such a pair; of duplicates one stays, with the votes of both.',
    args: ['<id>', '<other id>'],
    flags: [asOneOf(['duplicate', 'different', 'dismissed'])],
    load: () => import('../commands/admin/memory/duplicates/resolve.ts'),
  },
];
