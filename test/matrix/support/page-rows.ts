import { type Row, same } from './row.ts';

const email = 'nobody@example.com';
const form = (path: string, status: number, body: Readonly<Record<string, string>>): Row =>
  same(path, status, { body, form: true });

/** The pages of signing in and of data, and their forms. */
export const pageRows: Readonly<Record<string, Row>> = {
  'GET /': same('/', 302),
  'GET /login': same('/login', 200),
  'GET /setup': same('/setup', 200),
  'GET /install': same('/install', 302),
  'GET /login/password': same('/login/password', 200),
  'GET /login/email': same('/login/email', 200),
  'GET /logout': same('/logout', 200),
  'GET /static/:hash/:name': same('/static/none/app.js', 404),
  'GET /auth/password/reset': same(`/auth/password/reset?email=${email}&token=none`, 200),
  'GET /auth/password/setup': same(`/auth/password/setup?email=${email}&token=none`, 200),
  'GET /auth/email/verify': same(`/auth/email/verify?email=${email}&token=none`, 503),
  'GET /auth/:provider/form/:flow': same(`/auth/password/form/reset?email=${email}&token=none`, 200),
  'GET /auth/break-glass': same(`/auth/break-glass?email=${email}&token=none`, 200),
  'POST /auth/break-glass': form('/auth/break-glass', 401, { email, token: 'none' }),
  'POST /auth/password/login/web': form('/auth/password/login/web', 302, {
    email: 'c-{caller}@example.com',
    password: 'wrong',
  }),
  'POST /auth/password/reset': form('/auth/password/reset', 302, { email }),
  'POST /auth/password/setup/request': form('/auth/password/setup/request', 302, { email }),
  'POST /auth/password/reset/confirm': form('/auth/password/reset/confirm', 302, { email, token: 'none' }),
  'POST /auth/password/setup/confirm': form('/auth/password/setup/confirm', 302, { email, token: 'none' }),
  'POST /auth/:provider/form/:flow': form('/auth/password/form/reset', 302, { email }),
  'GET /auth/:provider/login': same('/auth/nobody/login', 302),
  'GET /auth/:provider/callback': same('/auth/nobody/callback', 302),
  'GET /auth/:provider/:instance/login': same('/auth/oidc/nobody/login', 302),
  'GET /auth/:provider/:instance/callback': same('/auth/oidc/nobody/callback', 302),
  'GET /dashboard': same('/dashboard', 200),
  'GET /query': same('/query', 200),
  'POST /query': form('/query', 200, { sql: 'select 1' }),
  'GET /query/history': same('/query/history', 200),
  'GET /query/saved': same('/query/saved', 200),
  'POST /query/saved': form('/query/saved', 400, { sql: 'select 1', name: ' ' }),
  'POST /query/saved/:id/delete': form('/query/saved/nobody/delete', 404, {}),
};
