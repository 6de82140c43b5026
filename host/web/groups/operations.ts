import { Type } from '@agnes/sdk';
import { groupsOnWire } from '../../access/groups/group-wire.ts';
import { operation } from '../../http/operation.ts';
import type { Reply } from '../../http/reply.ts';
import { below } from '../address.ts';
import { entryOf } from '../entry-of.ts';
import { done, page } from '../form-fields.ts';
import type { Asking } from '../frame.ts';
import { pageReply, seeOther } from '../page-reply.ts';
import { orShowAgain } from '../refusal.ts';
import { type GroupServices, groupPage } from './group-page.ts';
import { type GroupsShown, groupsView } from './list-view.ts';

const path = '/admin/groups';

const groupsPage = (
  { web, access }: Pick<GroupServices, 'web' | 'access'>,
  asking: Asking,
  shown: GroupsShown,
): Promise<Reply> => {
  const view = groupsView(groupsOnWire(access.rights.groups, access), shown);
  return pageReply(web, asking, {
    page: 'groups',
    title: 'Groups',
    path,
    view,
    status: shown.refusal?.status ?? 200,
  });
};

const list = operation({
  id: 'web.groups',
  route: 'GET /admin/groups',
  summary: 'Groups: where they come from, how many people and grants they have',
  who: 'admin',
  query: Type.Object({ done }),
  result: page,
  run: (input, services: Pick<GroupServices, 'web' | 'access'>) =>
    groupsPage(services, input, {
      ...(input.query.done === 'deleted' && { done: 'The group is deleted with its grants.' }),
    }),
});

const create = operation({
  id: 'web.group_create',
  route: 'POST /admin/groups',
  summary: 'Makes a group, from the page',
  who: 'admin',
  body: Type.Object(
    { name: Type.String({ maxLength: 200 }), description: Type.Optional(Type.String({ maxLength: 2000 })) },
    { additionalProperties: false },
  ),
  unknownKeys: 'ignore',
  result: page,
  problems: ['blank_name', 'group_exists'],
  audit: ({ body }) => ({ action: 'user_group.created', params: { name: body.name } }),
  run: async (input, services: Pick<GroupServices, 'web' | 'access' | 'groups'>) => {
    const { name, description = '' } = input.body;
    return orShowAgain(
      async () => {
        const draft = { name, description: description.trim() || null };
        const { id } = await services.groups.createGroup(draft, input.intent);
        return seeOther(`${below(path, id)}?done=created`);
      },
      (refusal) => groupsPage(services, input, { refusal, typed: { name, description } }),
    );
  },
});

const says: Readonly<Record<string, string>> = {
  created: 'The group is made. Put people in, and choose what they may use.',
  saved: 'Name and description are saved.',
  joined: 'The person is in the group now.',
  left: 'The person is out of the group.',
  taken_away: 'The grant is taken away; it counts no more.',
};

const detail = operation({
  id: 'web.group',
  route: 'GET /admin/groups/:id',
  summary: 'One group: who is in it and why, and what it was granted',
  who: 'admin',
  params: Type.Object({ id: Type.String() }),
  query: Type.Object({ done }),
  result: page,
  problems: ['group_not_found'],
  run: (input, services: GroupServices) =>
    groupPage(services, input, { id: input.params.id, done: entryOf(says, input.query.done) }),
});

/** The pages of groups. */
export const groupPageOperations = [list, create, detail] as const;
