import { type Row, same } from './row.ts';

/** What ends the credentials that call it: asked last, in this order. */
export const lastRows: Readonly<Record<string, Row>> = {
  'POST /auth/logout': same('/auth/logout', 204, { body: {} }),
  'POST /profile/sign-out-everywhere': same('/profile/sign-out-everywhere', 303, {
    body: {},
    form: true,
    spare: true,
  }),
};
