import type { Flag } from '../command.ts';

/** The domains of the corporate memory. */
export const domains = ['finance', 'engineering', 'product', 'data', 'operations', 'infrastructure'] as const;

/** Fields of an item that can be emptied. */
export const clearable: readonly string[] = ['content', 'category', 'domain', 'tags', 'audience'];

/** Which page of a list. */
export const pageFlags: readonly Flag[] = [
  { name: 'page', value: 'n', summary: 'Which page, counted from 1.' },
  { name: 'per-page', value: 'n', summary: 'Items of a page, 1 to 500 (default: 50).' },
];

/** Which items of the memory are wanted. */
export const selectFlags: readonly Flag[] = [
  { name: 'status', value: 'states', summary: 'One or more states, with commas between them.' },
  { name: 'category', value: 'word', summary: 'Only items of this category.' },
  { name: 'domain', value: 'domain', choices: domains, summary: 'Only items about this.' },
  { name: 'source-type', value: 'word', summary: 'Only items that came from this.' },
  {
    name: 'sort',
    value: 'order',
    choices: ['updated_at', 'created_at', 'score', 'confidence', 'title'],
    summary: 'Order of the list (default: updated_at).',
  },
  ...pageFlags,
];

/** Items that are personal to others, too. */
export const personalFlag: Flag = { name: 'personal', summary: 'Personal items, too.' };
