import { isPlatformError } from '@agnes/sdk/errors';
import type { Run } from '../../command.ts';
import type { HttpClient } from '../../http/client.ts';

/** Ends the session at the server first: a deleted file alone would leave a working token behind. */
export const run: Run = async (_input, session) => {
  const saved = await session.tokenFile.read();
  if (session.world.env['AGNES_TOKEN']) session.out.note('AGNES_TOKEN is set and stays in use.');
  if (!saved) return { data: { signed_out: false }, text: ['Nobody is signed in.'] };
  await revoke(await session.httpTo(saved.server, saved.access_token));
  await session.tokenFile.delete();
  return { data: { signed_out: true, server: saved.server }, text: [`Signed out of ${saved.server}.`] };
};

const revoke = async (http: HttpClient): Promise<void> => {
  try {
    await http.json({ method: 'POST', path: '/auth/logout', body: {} });
  } catch (error) {
    // A token the server no longer accepts needs no revoking.
    if (!isPlatformError(error) || error.details['http'] !== 401) throw error;
  }
};
