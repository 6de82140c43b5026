import { type Row, same } from './row.ts';

type Form = Readonly<Record<string, string>>;

/** A page for administrators: to others it is not there. */
export const hidden = (path: string, status: number, body?: Form): Row => ({
  path,
  statuses: { outsider: 404, reader: 404, admin: status },
  ...(body && { body, form: true }),
});

const form = (path: string, status: number, body: Form): Row => same(path, status, { body, form: true });

const user = '/admin/users/nobody';
const group = '/admin/groups/nobody';

/** The pages of identity and access, and their forms. Nothing is there under the id they name. */
export const peoplePageRows: Readonly<Record<string, Row>> = {
  'GET /profile': same('/profile', 200),
  'POST /profile/sessions/:id/end': same('/profile/sessions/nobody/end', 404),
  'POST /profile/devices/:jti/unlink': same('/profile/devices/nobody/unlink', 404),
  'GET /tokens': same('/tokens', 200),
  'POST /tokens': form('/tokens', 400, { name: 'matrix', expires: '30' }),
  'POST /tokens/:id/revoke': same('/tokens/nobody/revoke', 404),
  'GET /device': same('/device', 200),
  'POST /device': form('/device', 404, { user_code: 'BCDF-GHJK', decision: 'deny' }),
  'GET /oauth/authorize': same('/oauth/authorize?client_id=nobody', 400),
  'POST /oauth/authorize': form('/oauth/authorize', 400, { client_id: 'nobody', decision: 'approve' }),
  'GET /admin/users': hidden('/admin/users', 200),
  'POST /admin/users': hidden('/admin/users', 409, { email: 'reader@example.com', name: 'Again' }),
  'GET /admin/users/:id': hidden(user, 404),
  'POST /admin/users/:id/rename': hidden(`${user}/rename`, 404, { name: 'New' }),
  'POST /admin/users/:id/activate': hidden(`${user}/activate`, 404),
  'POST /admin/users/:id/deactivate': hidden(`${user}/deactivate`, 404),
  'POST /admin/users/:id/delete': hidden(`${user}/delete`, 404),
  'POST /admin/users/:id/end-sessions': hidden(`${user}/end-sessions`, 404),
  'POST /admin/users/:id/groups': hidden(`${user}/groups`, 404, { group_id: 'nobody' }),
  'POST /admin/users/:id/groups/:group_id/remove': hidden(`${user}/groups/nobody/remove`, 404),
  'POST /admin/users/:id/confirm-administrator': hidden(`${user}/confirm-administrator`, 404),
  'POST /admin/users/:id/tokens/:token_id/revoke': hidden(`${user}/tokens/nobody/revoke`, 404),
  'POST /admin/users/:id/reset-link': hidden(`${user}/reset-link`, 404),
  'POST /admin/users/:id/password': hidden(`${user}/password`, 404, { password: 'a long enough one' }),
  'GET /admin/groups': hidden('/admin/groups', 200),
  'POST /admin/groups': hidden('/admin/groups', 409, { name: 'Readers' }),
  'GET /admin/groups/:id': hidden(group, 404),
  'POST /admin/groups/:id/edit': hidden(`${group}/edit`, 404, { name: 'New' }),
  'POST /admin/groups/:id/delete': hidden(`${group}/delete`, 404),
  'POST /admin/groups/:id/members': hidden(`${group}/members`, 404, { email: 'reader@example.com' }),
  'POST /admin/groups/:id/members/:user_id/remove': hidden(`${group}/members/nobody/remove`, 404),
  'POST /admin/groups/:id/grants/:grant_id/remove': hidden(`${group}/grants/nobody/remove`, 404),
  'GET /admin/access': hidden('/admin/access?view=matrix', 200),
  'GET /admin/grants': hidden('/admin/grants', 302),
  'GET /admin/access/export.csv': hidden('/admin/access/export.csv', 200),
  'POST /admin/access/review': hidden('/admin/access/review', 200, { back: '' }),
  'POST /admin/access': hidden('/admin/access', 404, { 'add nobody table open_orders': 'on' }),
  'GET /admin/tokens': hidden('/admin/tokens', 200),
  'POST /admin/tokens/:id/revoke': hidden('/admin/tokens/nobody/revoke', 404),
  'GET /admin/jobs': hidden('/admin/jobs', 200),
  'GET /admin/jobs/:id': hidden('/admin/jobs/nobody', 404),
  'POST /admin/jobs/:id/cancel': hidden('/admin/jobs/nobody/cancel', 404),
  'POST /admin/jobs/:id/confirm': hidden('/admin/jobs/nobody/confirm', 404, { answer: 'no' }),
  'POST /admin/jobs/:id/again': hidden('/admin/jobs/nobody/again', 404),
  'POST /admin/jobs/rebuild': hidden('/admin/jobs/rebuild', 303),
  'GET /admin/secrets': hidden('/admin/secrets', 200),
  'POST /admin/secrets': hidden('/admin/secrets', 422, { name: 'nobody', value: 'x' }),
  'GET /admin/secrets/:name': hidden('/admin/secrets/NOBODY', 404),
  'POST /admin/secrets/:name/set': hidden('/admin/secrets/NOBODY/set', 404, { value: '' }),
  'POST /admin/secrets/:name/delete': hidden('/admin/secrets/NOBODY/delete', 404),
  'GET /admin/schedules': hidden('/admin/schedules', 200),
  'POST /admin/schedules': hidden('/admin/schedules', 422, { kind: 'x', spec: 'hourly' }),
  'GET /admin/schedules/:id': hidden('/admin/schedules/nobody', 404),
  'POST /admin/schedules/:id/edit': hidden('/admin/schedules/nobody/edit', 404, { spec: 'every 1h' }),
  'POST /admin/schedules/:id/switch': hidden('/admin/schedules/nobody/switch', 404, { to: 'off' }),
  'GET /admin/server-config': hidden('/admin/server-config', 200),
  'POST /admin/server-config': hidden('/admin/server-config', 404, { form: 'nobody' }),
  'GET /admin/audit': hidden('/admin/audit?verify=1', 200),
};
