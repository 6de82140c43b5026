import type { ExecutionContext } from 'ava';
import type { Mail } from '../../../host/store/outbox/mail.ts';
import { askerOf, deactivate, origin, startedIdentity, withAdmin } from './started-identity.ts';

type Values = Readonly<Record<string, string>>;

/** A link as its page posts it. */
type Link = Values & { readonly email: string; readonly token: string };

/** Ada, who has a password, with what the host mails her, and the two steps of the forms that mail links. */
export const peopleNamed = async (t: ExecutionContext) => {
  const mails: Mail[] = [];
  const started = await withAdmin(await startedIdentity(t, { mails }));
  const { signIns } = started.identity.doors;
  const ask = (provider: string, { flow = 'sign-in', email = 'ada@example.com' } = {}) =>
    signIns.begin({ provider, flow, values: { email } }, askerOf('login'));
  const use = (provider: string, values: Link, flow = 'sign-in') =>
    signIns.signIn({ provider, flow, values }, askerOf('login'));
  const lastLink = (): Link => {
    const { searchParams } = new URL(mails.at(-1)?.link?.url ?? '');
    return { email: searchParams.get('email') ?? '', token: searchParams.get('token') ?? '' };
  };
  const switchOff = () => deactivate(started, started.user.id);
  return { ...started, ip: origin.ip, mails, ask, use, lastLink, switchOff };
};
