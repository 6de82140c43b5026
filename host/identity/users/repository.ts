import type { Kysely, Selectable } from 'kysely';
import { newId } from '../../store/new-id.ts';
import type { Tables } from '../../store/tables.ts';
import { emailKey } from './email-key.ts';
import type { User } from './user.ts';

type Db = Kysely<Tables>;

/** What a `User` is made from. */
export const userColumns = ['id', 'email', 'name', 'active', 'is_service', 'password_hash'] as const;

/** The user with this id. */
export const findUser = async (db: Db, id: string): Promise<User | undefined> => {
  const row = await db.selectFrom('users').select(userColumns).where('id', '=', id).executeTakeFirst();
  return row && userOf(row);
};

/** The user with this address, however it is spelled. */
export const findUserByEmail = async (db: Db, email: string): Promise<User | undefined> => {
  const users = db.selectFrom('users').select(userColumns);
  const row = await users.where('email_key', '=', emailKey(email)).executeTakeFirst();
  return row && userOf(row);
};

/** The addresses of all people; users of the host itself are left out. */
export const emailsOfPeople = async (db: Db): Promise<readonly string[]> => {
  const rows = await db.selectFrom('users').select('email').where('is_service', '=', false).execute();
  return rows.map(({ email }) => email);
};

/** What a new user starts with. */
export interface NewUser {
  /** Made here when absent. */
  readonly id?: string;
  readonly email: string;
  readonly name?: string;
  readonly isService?: boolean;
  readonly passwordHash?: string;
  readonly at: Date;
}

/** Adds a user. The caller has looked in the same transaction that the address is free. */
export const insertUser = async (tx: Db, draft: NewUser): Promise<User> => {
  const { at, ...rest } = draft;
  const user: User = { isService: false, id: newId(), ...rest, active: true };
  const row = {
    id: user.id,
    email: user.email.trim(),
    email_key: emailKey(user.email),
    name: user.name ?? null,
    password_hash: user.passwordHash ?? null,
    password_changed_at: user.passwordHash === undefined ? null : at,
    active: true,
    is_service: user.isService,
    deactivated_at: null,
    deactivated_by: null,
    created_at: at,
    updated_at: at,
  };
  await tx.insertInto('users').values(row).execute();
  return user;
};

/** Gives the user this password from now on. */
export const setPasswordHash = async (
  tx: Db,
  change: { id: string; hash: string; at: Date },
): Promise<void> => {
  const { id, hash, at } = change;
  const fields = { password_hash: hash, password_changed_at: at, updated_at: at };
  await tx.updateTable('users').set(fields).where('id', '=', id).execute();
};

/** Changes what a user is called. */
export const renameUser = async (
  tx: Db,
  { id, name, at }: { id: string; name: string; at: Date },
): Promise<void> => {
  await tx.updateTable('users').set({ name, updated_at: at }).where('id', '=', id).execute();
};

/** Swaps a hash for a stronger one of the same password; nothing happens when it was changed meanwhile. */
export const replaceHash = async (tx: Db, swap: { id: string; from: string; to: string }): Promise<void> => {
  const users = tx.updateTable('users').set({ password_hash: swap.to });
  await users.where('id', '=', swap.id).where('password_hash', '=', swap.from).execute();
};

/** Lets a deactivated user in again. */
export const activateUser = async (tx: Db, { id, at }: { id: string; at: Date }): Promise<void> => {
  const fields = { active: true, deactivated_at: null, deactivated_by: null, updated_at: at };
  await tx.updateTable('users').set(fields).where('id', '=', id).execute();
};

/** One account at one provider. */
export interface ExternalAccount {
  readonly provider: string;
  readonly issuer: string;
  readonly subject: string;
}

/** The user this external account is linked to. */
export const findLinkedUser = async (db: Db, account: ExternalAccount): Promise<User | undefined> => {
  const row = await db
    .selectFrom('user_identities as identity')
    .innerJoin('users', 'users.id', 'identity.user_id')
    .select(userColumns.map((column) => `users.${column}` as const))
    .where('identity.provider', '=', account.provider)
    .where('identity.issuer', '=', account.issuer)
    .where('identity.subject', '=', account.subject)
    .executeTakeFirst();
  return row && userOf(row);
};

/** True when the user has an account at this issuer already, whichever plugin brought it. */
export const hasAccountAt = async (db: Db, userId: string, issuer: string): Promise<boolean> => {
  const identities = db.selectFrom('user_identities').select('user_id').where('user_id', '=', userId);
  return (await identities.where('issuer', '=', issuer).executeTakeFirst()) !== undefined;
};

/** Links an external account to a user. */
export const linkAccount = async (
  tx: Db,
  link: ExternalAccount & { readonly userId: string; readonly email: string; readonly at: Date },
): Promise<void> => {
  const { provider, issuer, subject, userId, email, at } = link;
  const key = { provider, issuer, subject, user_id: userId };
  const row = { ...key, email_at_link: email, linked_at: at, last_login_at: null };
  await tx.insertInto('user_identities').values(row).execute();
};

/** Notes when somebody last came through this account. */
export const noteLogin = async (tx: Db, account: ExternalAccount, at: Date): Promise<void> => {
  await tx
    .updateTable('user_identities')
    .set({ last_login_at: at })
    .where('provider', '=', account.provider)
    .where('issuer', '=', account.issuer)
    .where('subject', '=', account.subject)
    .execute();
};

type UserRow = Pick<Selectable<Tables['users']>, (typeof userColumns)[number]>;

/** A row as the program knows it. */
export const userOf = ({ id, email, name, active, is_service, password_hash }: UserRow): User => ({
  id,
  email,
  active,
  isService: is_service,
  ...(name !== null && { name }),
  ...(password_hash !== null && { passwordHash: password_hash }),
});
