import type { Command } from '../command.ts';
import { domains, selectFlags } from '../memory/flags.ts';

/** Commands about what the company knows, for everybody. */
export const memoryCommands: readonly Command[] = [
  {
    name: 'rules list',
    summary: 'Show what agents are to go by, for you.',
    load: () => import('../commands/rules/list.ts'),
  },
  {
    name: 'rules sync',
    summary: 'Bring these rules into .claude/rules of the workspace; agnes sync does it, too.',
    load: () => import('../commands/rules/sync.ts'),
  },
  {
    name: 'memory list',
    summary: 'Show what the company knows, as far as it is meant for you.',
    flags: [{ name: 'search', value: 'words', summary: 'Words that must all be found.' }, ...selectFlags],
    load: () => import('../commands/memory/list.ts'),
  },
  {
    name: 'memory search',
    summary: 'The same with what the items say.',
    args: ['<words>'],
    flags: selectFlags,
    examples: ['agnes memory search "net revenue"'],
    load: () => import('../commands/memory/search.ts'),
  },
  {
    name: 'memory add',
    summary: 'Write down what you know; an administrator decides whether it counts.',
    args: ['<title>'],
    flags: [
      { name: 'content', value: 'text', summary: 'What there is to know.' },
      { name: 'content-file', value: 'path', summary: 'The same in a file.' },
      { name: 'category', value: 'word', summary: 'What kind of knowledge, such as business_logic.' },
      { name: 'domain', value: 'domain', choices: domains, summary: 'What it is about.' },
      { name: 'tag', value: 'word', repeatable: true, summary: 'A word to find it by; may be repeated.' },
      { name: 'entity', value: 'name', repeatable: true, summary: 'A thing it names; may be repeated.' },
    ],
    examples: ['agnes memory add "Net revenue" --content "Without tax." --category business_logic'],
    load: () => import('../commands/memory/add.ts'),
  },
  {
    name: 'memory vote',
    summary: 'Say whether an item is right: up, down, or none to take it back.',
    args: ['<id>', '<up|down|none>'],
    load: () => import('../commands/memory/vote.ts'),
  },
  {
    name: 'memory mine',
    summary: 'Show what you have contributed to, and what became of it.',
    load: () => import('../commands/memory/mine.ts'),
  },
  {
    name: 'memory personal',
    summary: 'Say that an item of yours is about its author alone, and for nobody else.',
    args: ['<id>'],
    flags: [{ name: 'off', summary: 'It is for others again.' }],
    load: () => import('../commands/memory/personal.ts'),
  },
  {
    name: 'memory provenance',
    summary: 'Show where what an item says came from.',
    args: ['<id>'],
    load: () => import('../commands/memory/provenance.ts'),
  },
];
