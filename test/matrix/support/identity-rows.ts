import { admins, type Row, same } from './row.ts';

const strangers = { anonymous: 401, expired: 401, revoked: 401, deactivated: 401 } as const;
const email = 'nobody@example.com';

/** Signing in, one's own account, tokens and devices. */
export const identityRows: Readonly<Record<string, Row>> = {
  'POST /auth/token': same('/auth/token', 401, {
    body: { email: 'a-{caller}@example.com', password: 'wrong' },
  }),
  'POST /auth/password/login': same('/auth/password/login', 401, {
    body: { email: 'b-{caller}@example.com', password: 'wrong' },
  }),
  'POST /auth/password/setup': same('/auth/password/setup', 400, {
    body: { email, token: 'none', password: 'a long enough one' },
  }),
  'POST /auth/email/send-link': same('/auth/email/send-link', 503, { body: { email } }),
  'POST /auth/email/verify': same('/auth/email/verify', 503, { body: { email, token: 'none' } }),
  'POST /auth/bootstrap': same('/auth/bootstrap', 403, { body: { email, setup_code: 'none' } }),
  'POST /auth/device/code': same('/auth/device/code', 200, { body: { client: 'matrix' } }),
  'POST /auth/device/token': same('/auth/device/token', 400, { body: { device_code: 'none' } }),
  'POST /auth/device/approve': same('/auth/device/approve', 404, { body: { user_code: 'BCDF-GHJK' } }),
  'POST /auth/device/deny': same('/auth/device/deny', 404, { body: { user_code: 'BCDF-GHJK' } }),
  'GET /auth/me': same('/auth/me', 200),
  'GET /auth/identities': same('/auth/identities', 200),
  'GET /auth/sessions': same('/auth/sessions', 200),
  'DELETE /auth/sessions/:id': same('/auth/sessions/nobody', 404),
  'GET /.well-known/oauth-protected-resource': same('/.well-known/oauth-protected-resource', 200),
  'GET /.well-known/oauth-protected-resource/mcp': same('/.well-known/oauth-protected-resource/mcp', 200),
  'GET /.well-known/oauth-authorization-server': same('/.well-known/oauth-authorization-server', 200),
  'POST /oauth/register': same('/oauth/register', 400, { body: { redirect_uris: ['javascript:x'] } }),
  'POST /oauth/token': same('/oauth/token', 400, { body: { grant_type: 'password' } }),
  'POST /oauth/revoke': same('/oauth/revoke', 400, { body: {} }),
  'POST /auth/tokens': same('/auth/tokens', 201, { body: { name: 'matrix' } }),
  'GET /auth/tokens': same('/auth/tokens', 200),
  'GET /auth/tokens/:id': same('/auth/tokens/nobody', 404),
  'DELETE /auth/tokens/:id': same('/auth/tokens/nobody', 404),
  'GET /auth/admin/tokens': admins('/auth/admin/tokens', 200),
  'DELETE /auth/admin/tokens/:id': admins('/auth/admin/tokens/nobody', 404),
  'POST /api/desktop/link': same('/api/desktop/link', 200),
  'POST /api/desktop/token': same('/api/desktop/token', 401, {
    body: { code: 'none', device_name: 'matrix' },
  }),
  'GET /api/desktop/links': same('/api/desktop/links', 200),
  'DELETE /api/desktop/link': same('/api/desktop/link', 204, { but: strangers }),
  'DELETE /api/desktop/link/:jti': same('/api/desktop/link/nobody', 404, { but: strangers }),
  'POST /api/ws/ticket': same('/api/ws/ticket', 200),
  'GET /api/me/effective-access': same('/api/me/effective-access', 200),
};
