import type { Insertable } from 'kysely';
import { newId } from '../../../host/store/new-id.ts';
import type { Tables } from '../../../host/store/tables.ts';

/** A row of `users` that nothing is special about, except what the test says. */
export const sampleUser = (
  special: Partial<Insertable<Tables['users']>> = {},
): Insertable<Tables['users']> => ({
  id: newId(),
  email: 'ada@example.com',
  email_key: 'ada@example.com',
  name: 'Ada',
  password_hash: null,
  password_changed_at: null,
  active: true,
  is_service: false,
  deactivated_at: null,
  deactivated_by: null,
  created_at: new Date(0),
  updated_at: new Date(0),
  ...special,
});
