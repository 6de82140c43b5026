import type { Input } from '../../http/operation.ts';
import { type Reply, reply } from '../../http/reply.ts';
import { safeNext } from '../../http/safe-next.ts';
import type { Identity } from '../../identity/identity.ts';
import { bearerOf, headers } from '../../identity/operations.ts';
import { sessionCookie } from '../../identity/session-cookie.ts';
import { askerOf, rememberedAsker } from '../../identity/sign-in/asker.ts';
import type { Web } from '../web.ts';
import { flowPaths } from './flow-paths.ts';
import { wordFor } from './sign-in-words.ts';

/** What the forms of signing in use. */
export interface FormServices {
  readonly web: Web;
  readonly identity: Identity;
  /** Public origin. */
  readonly origin: string;
}

type FormInput = Pick<Input, 'request' | 'intent'> & { readonly body: Readonly<Record<string, string>> };

interface Sent {
  readonly provider: string;
  readonly flow: string;
  readonly input: FormInput;
  /** Where a completed form leads when the form itself does not say. */
  readonly done?: string;
}

/** Asks for a link. The page is the same for every address; development shows the link itself. */
export const beginByForm = async (
  { web, identity }: FormServices,
  { provider, flow, input }: Sent,
): Promise<Reply> => {
  const { asker, cookie } = rememberedAsker(input);
  const request = { provider, flow, values: input.body };
  try {
    const { message, devLink } = await identity.doors.signIns.begin(request, asker);
    const parts = { detail: message, ...(devLink !== undefined && { link: devLink }) };
    const html = web.message('Check your mail', parts, input.request.id);
    return reply({ headers, cookies: [cookie], html });
  } catch (cause) {
    const redirect = backTo(
      { provider, flow, values: input.body, next: undefined },
      wordFor(cause, provider),
    );
    return reply({ headers, redirect });
  }
};

/** Signs in and leads on; a refusal leads back to the page with a word that it explains. */
export const completeByForm = async (
  { identity, origin }: FormServices,
  { provider, flow, input, done = '/dashboard' }: Sent,
): Promise<Reply> => {
  const { next: given, ...values } = input.body;
  const next = given === undefined ? undefined : safeNext(given, origin);
  const asker = askerOf({ ...input, intent: { ...input.intent, action: 'login' } });
  try {
    const { token } = await identity.doors.signIns.signIn({ provider, flow, values }, asker);
    return reply({ headers, cookies: [sessionCookie(token)], redirect: next ?? done });
  } catch (cause) {
    const error = wordFor(cause, provider);
    return reply({ headers, redirect: backTo({ provider, flow, values, next }, error) });
  }
};

interface Back extends Pick<Sent, 'provider' | 'flow'> {
  readonly values: Readonly<Record<string, string>>;
  readonly next: string | undefined;
}

// What was wrong with the new password leaves the link as it was: back to its form. Anything else begins anew.
const correctable = new Set(['weak_password', 'passwords_differ']);

const backTo = ({ provider, flow, values, next }: Back, error: string): string => {
  const { email = '', token = '' } = values;
  if (correctable.has(error))
    return `${flowPaths(provider, flow).page}?${new URLSearchParams({ email, token, error })}`;
  const page = provider === 'password' || provider === 'email' ? `/login/${provider}` : '/login';
  return `${page}?${new URLSearchParams({ error, ...(next !== undefined && { next }) })}`;
};

/** The two forms of using a link up: a browser gets a cookie, a program the token. */
export const verifyLink = async (services: FormServices, input: FormInput): Promise<Reply> => {
  const isForm = input.request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  if (isForm) return completeByForm(services, { provider: 'email', flow: 'sign-in', input });
  const { identity } = services;
  const asker = askerOf({ ...input, intent: { ...input.intent, action: 'login' } });
  const signedIn = await identity.doors.signIns.signIn({ provider: 'email', values: input.body }, asker);
  const { user_id: _, ...body } = bearerOf(identity, signedIn);
  return reply({ headers, body });
};
