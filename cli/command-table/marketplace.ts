import type { Command, Flag } from '../command.ts';
import { clearable } from '../marketplaces/fields.ts';
import { marketplaceReviewCommands } from './marketplace-review.ts';

const fields: readonly Flag[] = [
  { name: 'branch', value: 'name', summary: 'A branch or tag (default: the head of the repository).' },
  { name: 'pin', value: 'tag|commit', summary: 'Take in this tag or whole commit id and nothing else.' },
  { name: 'description', value: 'text', summary: 'For people.' },
  {
    name: 'review-mode',
    value: 'mode',
    choices: ['auto', 'hold', 'pinned'],
    summary: 'Which new versions are served without a yes.',
  },
  { name: 'token', summary: 'Ask for the token of a private repository; it is not shown.' },
  { name: 'token-stdin', summary: 'Take the first line of stdin as the token.' },
];

/** Commands for administrators of marketplaces. */
export const marketplaceCommands: readonly Command[] = [
  {
    name: 'admin marketplace list',
    summary: 'Show the marketplaces and how their last syncs went.',
    load: () => import('../commands/admin/marketplace/list.ts'),
  },
  {
    name: 'admin marketplace add',
    summary: 'Register a git repository as a marketplace, and follow its first sync.',
    args: ['<slug>', '<url>'],
    flags: [{ name: 'name', value: 'text', summary: 'What people see (default: the slug).' }, ...fields],
    examples: [
      'agnes admin marketplace add acme https://git.example.com/acme/skills.git',
      'agnes admin marketplace add acme https://git.example.com/acme/skills.git --pin v2.1.0 --token-stdin < token.txt',
    ],
    load: () => import('../commands/admin/marketplace/add.ts'),
  },
  {
    name: 'admin marketplace edit',
    summary: 'Change a marketplace, and follow the sync that comes of it.',
    args: ['<slug>'],
    flags: [
      { name: 'name', value: 'text', summary: 'What people see.' },
      { name: 'url', value: 'url', summary: 'Another address; on another host the token is forgotten.' },
      ...fields,
      {
        name: 'clear',
        value: 'field',
        repeatable: true,
        summary: `Empty this field: ${clearable.join(', ')}; may be repeated.`,
      },
    ],
    examples: [
      'agnes admin marketplace edit acme --review-mode hold',
      'agnes admin marketplace edit acme --clear pin --clear token',
    ],
    load: () => import('../commands/admin/marketplace/edit.ts'),
  },
  {
    name: 'admin marketplace sync',
    summary: 'Bring a marketplace in line with its repository, and follow that.',
    args: ['<slug>'],
    examples: ['agnes admin marketplace sync acme'],
    load: () => import('../commands/admin/marketplace/sync.ts'),
  },
  {
    name: 'admin marketplace sync-all',
    summary: 'The same for every marketplace; what fails stops no other.',
    load: () => import('../commands/admin/marketplace/sync-all.ts'),
  },
  {
    name: 'admin marketplace remove',
    summary: 'Remove a marketplace with its grants; asks on a terminal.',
    args: ['<slug>'],
    flags: [{ name: 'purge', summary: 'Its mirror on the disk of the server goes, too.' }],
    examples: ['agnes admin marketplace remove acme --purge'],
    load: () => import('../commands/admin/marketplace/remove.ts'),
  },
  ...marketplaceReviewCommands,
];
