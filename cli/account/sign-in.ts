import { chmod } from 'node:fs/promises';
import type { Outcome } from '../command.ts';
import { numberOf, textOf } from '../json/values.ts';
import type { Session } from '../session/session.ts';
import { saveServer } from '../session/settings.ts';
import { claimsOf } from '../session/token-file.ts';
import { isoUtc } from '../terminal/iso-utc.ts';
import { safeText } from '../terminal/safe-text.ts';

/** A token and where it works. */
export interface NewSignIn {
  readonly server: string;
  readonly token: string;
  /** Absent: whoever the token names. */
  readonly email?: string | undefined;
}

/** Remembers a sign-in: the token for its server, and the server for all that follows. */
export const rememberSignIn = async (session: Session, signIn: NewSignIn): Promise<Outcome> => {
  const { world, configFolder, tokenFile, out } = session;
  const { server, token } = signIn;
  const claims = claimsOf(token);
  const email = signIn.email ?? textOf(claims['email']) ?? '';
  const seconds = numberOf(claims['exp']);
  const expires = seconds === undefined ? undefined : isoUtc(seconds * 1000);
  const saved = { access_token: token, email, server, ...(expires !== undefined && { expires_at: expires }) };
  await tokenFile.write(saved, world.pid);
  // A folder that somebody named may be for more than this.
  if (!world.env['AGNES_CONFIG_DIR']) await chmod(configFolder, 0o700);
  await saveServer(configFolder, server, world.pid);
  if (world.env['AGNES_TOKEN']) out.note('AGNES_TOKEN is set and is used instead of this token.');
  return {
    data: { server, email, expires_at: expires ?? null },
    text: [`Signed in to ${server} as ${safeText(email) || 'the owner of the token'}.`],
  };
};
