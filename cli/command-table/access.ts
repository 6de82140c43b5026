import type { Command } from '../command.ts';

/** Commands for administrators of groups and grants. */
export const accessCommands: readonly Command[] = [
  {
    name: 'admin group list',
    summary: 'Show the groups.',
    load: () => import('../commands/admin/group/list.ts'),
  },
  {
    name: 'admin group create',
    summary: 'Make a group.',
    args: ['<name>'],
    flags: [{ name: 'description', value: 'text', summary: 'What it is for.' }],
    load: () => import('../commands/admin/group/create.ts'),
  },
  {
    name: 'admin group edit',
    summary: 'Call a group otherwise, or describe it anew.',
    args: ['<id|name>'],
    flags: [
      { name: 'name', value: 'text', summary: 'What it is called from now on.' },
      { name: 'description', value: 'text', summary: 'What it is for.' },
    ],
    examples: ['agnes admin group edit Sales --description "Everybody who sells"'],
    load: () => import('../commands/admin/group/edit.ts'),
  },
  {
    name: 'admin group delete',
    summary: 'Delete a group with its grants; asks on a terminal.',
    args: ['<id|name>'],
    load: () => import('../commands/admin/group/delete.ts'),
  },
  {
    name: 'admin group members',
    summary: 'Show who is in a group, and who put them there.',
    args: ['<id|name>'],
    load: () => import('../commands/admin/group/members.ts'),
  },
  {
    name: 'admin group add-member',
    summary: 'Put a user into a group.',
    args: ['<id|name>', '<email>'],
    load: () => import('../commands/admin/group/add-member.ts'),
  },
  {
    name: 'admin group remove-member',
    summary: 'Take a user out of a group; asks on a terminal.',
    args: ['<id|name>', '<user>'],
    load: () => import('../commands/admin/group/remove-member.ts'),
  },
  {
    name: 'admin grant list',
    summary: 'Show what groups may use.',
    flags: [
      { name: 'type', value: 'type', summary: 'Only resources of this type.' },
      { name: 'group', value: 'id|name', summary: 'Only those of this group.' },
    ],
    load: () => import('../commands/admin/grant/list.ts'),
  },
  {
    name: 'admin grant overview',
    summary: 'Show everything that can be granted, each with the groups that may use it.',
    flags: [{ name: 'type', value: 'type', summary: 'Only resources of this type.' }],
    load: () => import('../commands/admin/grant/overview.ts'),
  },
  {
    name: 'admin grant create',
    summary: 'Let the members of a group use a resource.',
    args: ['<group>', '<type>', '<id>'],
    flags: [
      {
        name: 'tier',
        value: 'tier',
        choices: ['required', 'optional'],
        summary: 'For skills: whether everybody in the group gets it, or may choose it.',
      },
    ],
    load: () => import('../commands/admin/grant/create.ts'),
  },
  {
    name: 'admin grant change',
    summary: 'Give a group several resources and take others from it, all or none; asks on a terminal.',
    args: ['<group>'],
    flags: [
      {
        name: 'give',
        value: 'type=id',
        repeatable: true,
        summary: 'A resource it may use; may be repeated.',
      },
      { name: 'take', value: 'type=id', repeatable: true, summary: 'One it may not; may be repeated.' },
      {
        name: 'tier',
        value: 'tier',
        choices: ['required', 'optional'],
        summary: 'For skills that are given: whether everybody in the group gets them, or may choose them.',
      },
    ],
    examples: ['agnes admin grant change Finance --give table=orders --take table=payroll'],
    load: () => import('../commands/admin/grant/change.ts'),
  },
  {
    name: 'admin grant delete',
    summary: 'Take a grant away, from the next request on; asks on a terminal.',
    args: ['<id>'],
    load: () => import('../commands/admin/grant/delete.ts'),
  },
  {
    name: 'admin grant resource-types',
    summary: 'Show what can be granted, and how it is named.',
    load: () => import('../commands/admin/grant/resource-types.ts'),
  },
  {
    name: 'admin grant explain',
    summary: 'Say why a user may use a resource, or why not.',
    args: ['<user>', '<type>', '<id>'],
    load: () => import('../commands/admin/grant/explain.ts'),
  },
];
