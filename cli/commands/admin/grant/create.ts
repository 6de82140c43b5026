import { findGroup } from '../../../admin/find-group.ts';
import type { Run } from '../../../command.ts';
import { safeText } from '../../../terminal/safe-text.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** Lets a group use a resource, from the next request on. */
export const run: Run = async (input, session) => {
  const [wanted = '', type = '', id = ''] = input.args;
  const tier = input.text('tier');
  const http = await session.http();
  const group = await findGroup(http, wanted);
  const what = { group_id: group.id, resource_type: type, resource_id: id };
  const body = { ...what, ...(tier !== undefined && { tier }) };
  const grant = await http.object({ method: 'POST', path: '/api/admin/grants', body });
  if (grant['warning'] === 'resource_unknown') {
    session.out.note(`There is no ${safeText(type)} "${safeText(id)}" now; the grant counts once there is.`);
  }
  return {
    data: { grant },
    text: [
      `${safeText(group.name)} may use ${cellText(grant['resource_type'])} ${cellText(grant['resource_id'])}.`,
    ],
  };
};
