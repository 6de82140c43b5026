import { isPlatformError } from '@agnes/sdk/errors';
import { deviceLogin } from '../account/device-login.ts';
import { rememberSignIn } from '../account/sign-in.ts';
import { notSignedIn } from '../errors.ts';
import { textOf } from '../json/values.ts';
import type { Credential, Session } from '../session/session.ts';
import type { Step } from './step.ts';

/** Goes on with the token that is there; without one that works a person at a terminal is sent to the browser. */
export const signIn = async (session: Session, { withBrowser }: { withBrowser: boolean }): Promise<Step> => {
  const credential = await session.credential();
  const known = credential && (await ownerOf(session, credential));
  if (known !== undefined) return { step: 'sign_in', state: 'unchanged', detail: `as ${known}` };
  const server = await session.server();
  // Nobody is there to open a page: waiting for them would never end.
  if (!session.world.stdin.isTTY) throw notSignedIn({ server });
  const token = await deviceLogin(session, await session.httpTo(server), { withBrowser });
  const { data } = await rememberSignIn(session, { server, token });
  const email = textOf(data['email']) ?? (await ownerOf(session, { token, source: 'environment' }));
  return { step: 'sign_in', state: 'changed', detail: `as ${email}` };
};

/** Whose token it is; nobody's when the server takes it no longer. What the environment gives has to work. */
const ownerOf = async (session: Session, { token, source }: Credential): Promise<string | undefined> => {
  const http = await session.httpTo(await session.server(), token);
  try {
    return textOf((await http.object({ path: '/auth/me' }))['email']) ?? 'the owner of the token';
  } catch (error) {
    if (source === 'file' && isPlatformError(error) && error.details['http'] === 401) return undefined;
    throw error;
  }
};
