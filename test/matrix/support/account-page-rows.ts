import { admins, type Row, same } from './row.ts';

/** A page of administrators: to everybody else it is not there. */
const page = (path: string, status: number, body?: Readonly<Record<string, string>>): Row => ({
  ...admins(path, status, body && { body, form: true }),
  statuses: { outsider: 404, reader: 404, admin: status },
});

const form = (path: string, status: number, body: Readonly<Record<string, string>> = {}): Row =>
  same(path, status, { body, form: true });

const user = '/admin/users/nobody';
const group = '/admin/groups/nobody';

/** The pages of accounts and access, and their forms. */
export const accountPageRows: Readonly<Record<string, Row>> = {
  'GET /profile': same('/profile', 200),
  'POST /profile/sessions/:id/end': form('/profile/sessions/nobody/end', 404),
  'POST /profile/devices/:jti/unlink': form('/profile/devices/nobody/unlink', 404),
  'GET /tokens': same('/tokens', 200),
  'POST /tokens': form('/tokens', 200, { name: 'page', expires: '30', scope_read: 'on' }),
  'POST /tokens/:id/revoke': form('/tokens/nobody/revoke', 404),
  'GET /device': same('/device', 200),
  'POST /device': form('/device', 404, { user_code: 'BCDF-GHJK', decision: 'approve' }),
  'GET /admin/users': page('/admin/users', 200),
  'POST /admin/users': page('/admin/users', 409, { email: 'reader@example.com', name: 'Again' }),
  'GET /admin/users/:id': page(user, 404),
  'POST /admin/users/:id/activate': page(`${user}/activate`, 404, {}),
  'POST /admin/users/:id/deactivate': page(`${user}/deactivate`, 404, {}),
  'POST /admin/users/:id/delete': page(`${user}/delete`, 404, { confirm: 'yes' }),
  'POST /admin/users/:id/end-sessions': page(`${user}/end-sessions`, 404, {}),
  'POST /admin/users/:id/confirm-administrator': page(`${user}/confirm-administrator`, 404, {}),
  'POST /admin/users/:id/groups': page(`${user}/groups`, 404, { group_id: 'nobody' }),
  'POST /admin/users/:id/groups/:group_id/remove': page(`${user}/groups/nobody/remove`, 404, {}),
  'POST /admin/users/:id/password': page(`${user}/password`, 404, { password: 'a long enough one' }),
  'POST /admin/users/:id/rename': page(`${user}/rename`, 404, { name: 'New' }),
  'POST /admin/users/:id/reset-link': page(`${user}/reset-link`, 404, {}),
  'POST /admin/users/:id/tokens/:token_id/revoke': page(`${user}/tokens/nobody/revoke`, 404, {}),
  'GET /admin/groups': page('/admin/groups', 200),
  'POST /admin/groups': page('/admin/groups', 409, { name: 'Readers' }),
  'GET /admin/groups/:id': page(group, 404),
  'POST /admin/groups/:id/edit': page(`${group}/edit`, 404, { name: 'New' }),
  'POST /admin/groups/:id/delete': page(`${group}/delete`, 404, { confirm: 'yes' }),
  'POST /admin/groups/:id/members': page(`${group}/members`, 404, { email: 'reader@example.com' }),
  'POST /admin/groups/:id/members/:user_id/remove': page(`${group}/members/nobody/remove`, 404, {}),
  'POST /admin/groups/:id/grants/:grant_id/remove': page(`${group}/grants/nobody/remove`, 404, {}),
  'GET /admin/access': page('/admin/access', 200),
  'GET /admin/access/export.csv': page('/admin/access/export.csv', 200),
  'GET /admin/grants': page('/admin/grants', 302),
  'POST /admin/access': page('/admin/access', 303, {}),
  'POST /admin/access/review': page('/admin/access/review', 200, {}),
  'GET /admin/tokens': page('/admin/tokens', 200),
  'POST /admin/tokens/:id/revoke': page('/admin/tokens/nobody/revoke', 404, {}),
  'GET /admin/audit': page('/admin/audit', 200),
  'GET /auth/identities': same('/auth/identities', 200),
  'GET /api/users/:id/identities': admins('/api/users/nobody/identities', 404),
  'GET /api/users/:id/sessions': admins('/api/users/nobody/sessions', 404),
};
