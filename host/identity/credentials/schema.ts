import { Type } from '@agnes/sdk';
import { token } from '../schema.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const instant = Type.String({ description: 'ISO 8601, UTC.' });

/** A session of the caller. */
export const session = Type.Object({
  id: Type.String(),
  created_at: instant,
  expires_at: instant,
  last_seen_at: nullable(instant),
  ip: nullable(Type.String()),
  user_agent: nullable(Type.String()),
  current: Type.Boolean({ description: 'The one that asks.' }),
});

/** The path of one session or token. */
export const credentialId = Type.Object({ id: Type.String() });

/** A personal access token of anybody. */
export const ownedToken = Type.Object({
  ...token.properties,
  user_id: Type.String(),
  user_email: Type.String(),
  last_used_ip: nullable(Type.String()),
});
