import type { Access } from '../../access/access.ts';
import { groupNotFound } from '../../access/errors.ts';
import { grantOnWire } from '../../access/grants/grant-wire.ts';
import type { Grants } from '../../access/grants/grants.ts';
import { groupsOnWire } from '../../access/groups/group-wire.ts';
import type { Groups } from '../../access/groups/groups.ts';
import { membersOnWire } from '../../access/members/member-wire.ts';
import type { Members } from '../../access/members/members.ts';
import type { ResourceLookup } from '../../access/resource-lookup.ts';
import type { Reply } from '../../http/reply.ts';
import { below } from '../address.ts';
import type { Asking } from '../frame.ts';
import { namesOf } from '../names.ts';
import { pageReply, seeOther } from '../page-reply.ts';
import { orShowAgain, type Refusal } from '../refusal.ts';
import type { Web } from '../web.ts';
import { groupView } from './view.ts';

/** What the pages of groups show and do. */
export interface GroupServices {
  readonly web: Web;
  readonly access: Access;
  readonly groups: Groups;
  readonly members: Members;
  readonly grants: Grants;
  readonly resourceLookup: ResourceLookup;
}

interface Before {
  readonly id: string;
  readonly done?: string | undefined;
  readonly refusal?: Refusal;
  readonly typed?: Readonly<Record<string, string>>;
}

/** The page about one group, with what happened before. */
export const groupPage = async (
  services: GroupServices,
  asking: Asking,
  { id, ...before }: Before,
): Promise<Reply> => {
  const { web, access, groups, members, grants, resourceLookup } = services;
  const [group] = groupsOnWire([groups.get(id)], access);
  if (!group) throw groupNotFound({ group_id: id });
  const granted = (await grants.list({ groupId: id })).map(grantOnWire);
  const facts = {
    group,
    members: membersOnWire(await members.list(id)),
    grants: granted,
    names: await namesOf(resourceLookup, granted),
  };
  const view = groupView(facts, { ...before, now: web.now });
  const status = before.refusal?.status ?? 200;
  return pageReply(web, asking, { page: 'group', title: group.name, path: '/admin/groups', view, status });
};

interface GroupDeed {
  readonly act: () => Promise<unknown>;
  readonly done: string;
  readonly at?: string;
  readonly typed?: Readonly<Record<string, string>>;
}

/** Does what a form of the page asks for and shows the page anew, or again with what was wrong. */
export const groupDeed = (
  services: GroupServices,
  input: Asking & { readonly params: { readonly id: string } },
  { act, done, at = '', typed }: GroupDeed,
): Promise<Reply> => {
  const { id } = input.params;
  return orShowAgain(
    async () => {
      await act();
      return seeOther(`${below('/admin/groups', id)}?done=${done}${at}`);
    },
    (refusal) => {
      // Without the group there is no page to show again.
      if (refusal.code === 'group_not_found') throw refusal.cause;
      return groupPage(services, input, { id, refusal, ...(typed && { typed }) });
    },
  );
};
