import { findGroup } from '../../../admin/find-group.ts';
import { type NamedResource, resourceIn } from '../../../admin/named-resource.ts';
import type { Run } from '../../../command.ts';
import { badUsage } from '../../../errors.ts';
import type { Input } from '../../../input.ts';
import { type JsonObject, objectsOf } from '../../../json/values.ts';
import { confirm } from '../../../terminal/prompt.ts';
import { safeText } from '../../../terminal/safe-text.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** Gives a group resources and takes others from it, all or none. */
export const run: Run = async (input, session) => {
  const { give, take } = wantedIn(input);
  const tier = input.text('tier');
  const http = await session.http();
  const group = await findGroup(http, input.args[0] ?? '');
  if (take.length > 0)
    await confirm(session, `Take ${take.length} of its grants from ${safeText(group.name)}?`);
  const key = (resource: NamedResource) => ({ group_id: group.id, ...resource });
  const data = await http.object({
    method: 'POST',
    path: '/api/admin/grants/batch',
    body: {
      add: give.map((resource) => ({ ...key(resource), ...(tier !== undefined && { tier }) })),
      remove: take.map(key),
    },
  });
  const added = objectsOf(data['added']);
  for (const grant of added.filter(({ warning }) => warning === 'resource_unknown'))
    session.out.note(`There is no ${shown(grant)} now; the grant counts once there is.`);
  return {
    data,
    text: [
      ...added.map((grant) => `${safeText(group.name)} may use ${shown(grant)}.`),
      ...objectsOf(data['removed']).map((grant) => `${safeText(group.name)} no longer has ${shown(grant)}.`),
    ],
  };
};

const shown = ({ resource_type: type, resource_id: id }: JsonObject): string =>
  `${cellText(type)} ${cellText(id)}`;

const wantedIn = (input: Input) => {
  const give = input.texts('give').map(resourceIn);
  const take = input.texts('take').map(resourceIn);
  if (give.length + take.length > 0) return { give, take };
  throw badUsage({
    reason: 'Nothing is given and nothing is taken.',
    hint: 'Example: agnes admin grant change Finance --give table=orders --take table=payroll',
  });
};
