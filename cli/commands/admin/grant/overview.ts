import type { Run } from '../../../command.ts';
import { type JsonObject, objectsOf } from '../../../json/values.ts';
import { cellText, textTable } from '../../../terminal/text-table.ts';

const columns = ['type', 'resource', 'name', 'in', 'groups'].map((title) => ({ title }));

/** Everything that can be granted, with the groups that may use it, and grants whose resource nobody knows. */
export const run: Run = async (input, session) => {
  const data = await (await session.http()).object({ path: '/api/admin/access-overview' });
  const wanted = input.text('type');
  const types = objectsOf(data['resources']).filter(({ type_key: key }) => (wanted ?? key) === key);
  for (const { type_display: title, stale_since: since } of types)
    if (since !== undefined)
      session.out.say(cellText(`${title}: as of ${since}; they cannot be listed now.`));
  const lost = objectsOf(data['grants']).filter(
    (grant) =>
      grant['warning'] !== undefined && (wanted ?? grant['resource_type']) === grant['resource_type'],
  );
  const groupsOf = readersIn(data);
  const rows = [
    ...types.flatMap((type) => rowsOf(type, groupsOf)),
    ...lost.map((grant) => [
      ...[grant['resource_type'], grant['resource_id'], '(nobody knows it)', ''],
      groupsOf(grant['resource_type'], grant['resource_id']),
    ]),
  ];
  return { data, text: textTable(columns, rows, session.out.width) };
};

type GroupsOf = (type: unknown, id: unknown) => string;

const rowsOf = ({ type_key: type, blocks }: JsonObject, groupsOf: GroupsOf): readonly unknown[][] =>
  objectsOf(blocks).flatMap((block) =>
    objectsOf(block['items']).map(({ resource_id: id, name }) => [
      ...[type, id, name, block['name']],
      groupsOf(type, id),
    ]),
  );

/** Tells which groups were granted a resource. */
const readersIn = ({ groups, grants }: JsonObject): GroupsOf => {
  const names = new Map(objectsOf(groups).map(({ id, name }) => [id, String(name)]));
  const all = objectsOf(grants);
  return (type, id) =>
    all
      .filter((grant) => grant['resource_type'] === type && grant['resource_id'] === id)
      .map(({ group_id: group, tier }) => {
        const name = names.get(group) ?? String(group);
        return tier === undefined ? name : `${name} (${tier})`;
      })
      .join(', ');
};
