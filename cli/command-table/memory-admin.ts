import type { Command, Flag } from '../command.ts';
import { clearable, domains, pageFlags, personalFlag, selectFlags } from '../memory/flags.ts';

const ids = '<id[,id]>';
const reason: Flag = { name: 'reason', value: 'text', summary: 'Why; kept in the audit log.' };
const force: Flag = { name: 'force', summary: 'From any state; goes with one item.' };
const search: Flag = { name: 'search', value: 'words', summary: 'Words that must all be found.' };
const audience: Flag = {
  name: 'audience',
  value: 'group:name',
  summary: 'For whom: all, or group: and the name of a group.',
};

const changes: readonly Flag[] = [
  { name: 'title', value: 'text', summary: 'Its title.' },
  { name: 'content', value: 'text', summary: 'What it says.' },
  { name: 'content-file', value: 'path', summary: 'The same in a file.' },
  { name: 'category', value: 'word', summary: 'Its category.' },
  { name: 'domain', value: 'domain', choices: domains, summary: 'What it is about.' },
  { name: 'tag', value: 'word', repeatable: true, summary: 'Its tags, in place of others; may be repeated.' },
  audience,
  {
    name: 'clear',
    value: 'field',
    repeatable: true,
    summary: `Empty this field: ${clearable.join(', ')}; may be repeated.`,
  },
];

/** Commands for administrators of the corporate memory. */
export const memoryAdminCommands: readonly Command[] = [
  {
    name: 'admin memory tree',
    summary: 'Show items by what they have in common.',
    flags: [
      {
        name: 'axis',
        value: 'axis',
        choices: ['domain', 'category', 'tag', 'audience'],
        summary: 'By what (default: domain).',
      },
      { name: 'status', value: 'states', summary: 'One or more states, with commas between them.' },
      { name: 'source-type', value: 'word', summary: 'Only items that came from this.' },
      audience,
      search,
      { name: 'has-duplicate', summary: 'Only items that may say what another one says.' },
      personalFlag,
      ...pageFlags,
    ],
    load: () => import('../commands/admin/memory/tree.ts'),
  },
  {
    name: 'admin memory list',
    summary: 'Show items, whatever became of them; --status pending is what waits.',
    flags: [search, ...selectFlags, personalFlag],
    load: () => import('../commands/admin/memory/list.ts'),
  },
  {
    name: 'admin memory approve',
    summary: 'Let items count.',
    args: [ids],
    flags: [force],
    load: () => import('../commands/admin/memory/approve.ts'),
  },
  {
    name: 'admin memory reject',
    summary: 'Turn items down that wait.',
    args: [ids],
    flags: [reason, force],
    load: () => import('../commands/admin/memory/reject.ts'),
  },
  {
    name: 'admin memory mandate',
    summary: 'Make items rules for everybody, or for one group.',
    args: [ids],
    flags: [reason, audience, force],
    examples: ['agnes admin memory mandate km_0123456789ab --audience "group:Analysts"'],
    load: () => import('../commands/admin/memory/mandate.ts'),
  },
  {
    name: 'admin memory revoke',
    summary: 'End what items say.',
    args: [ids],
    flags: [reason, force],
    load: () => import('../commands/admin/memory/revoke.ts'),
  },
  {
    name: 'admin memory edit',
    summary: 'Change an item; a change counts as a review.',
    args: ['<id>'],
    flags: changes,
    load: () => import('../commands/admin/memory/edit.ts'),
  },
  {
    name: 'admin memory bulk-edit',
    summary: 'Change several items alike.',
    args: [ids],
    flags: [
      ...changes,
      { name: 'add-tag', value: 'word', repeatable: true, summary: 'One more tag; may be repeated.' },
      { name: 'remove-tag', value: 'word', repeatable: true, summary: 'A tag that goes; may be repeated.' },
      { name: 'dry-run', summary: 'Only show what would change.' },
    ],
    load: () => import('../commands/admin/memory/bulk-edit.ts'),
  },
  {
    name: 'admin memory stats',
    summary: 'Count items by status, category, domain, source, tag and audience.',
    load: () => import('../commands/admin/memory/stats.ts'),
  },
  {
    name: 'admin memory audit',
    summary: 'Show what was decided and changed.',
    flags: [{ name: 'action', value: 'verb', summary: 'Only this, such as approve.' }, ...pageFlags],
    load: () => import('../commands/admin/memory/audit.ts'),
  },
];
