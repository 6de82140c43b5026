import { setTimeout as wait } from 'node:timers/promises';
import { defineError, isPlatformError, type PlatformError } from '@agnes/sdk/errors';
import { badAnswer } from '../errors.ts';
import type { HttpClient } from '../http/client.ts';
import { parsedUrl } from '../http/parsed-url.ts';
import { type JsonObject, numberOf, textOf } from '../json/values.ts';
import type { Session } from '../session/session.ts';
import { openBrowser } from './open-browser.ts';

const codePath = '/auth/device/code';
const tokenPath = '/auth/device/token';

const codeExpired = defineError({
  code: 'device_code_expired',
  kind: 'unauthenticated',
  message: () => 'Nobody confirmed the sign-in in time.',
  hint: 'Run agnes auth login again; where there is no browser, sign in with: agnes auth login --email ADDRESS',
});

const signInDenied = defineError({
  code: 'sign_in_denied',
  kind: 'forbidden',
  message: () => 'The sign-in was denied in the browser.',
  hint: 'If that was a mistake, run agnes auth login again.',
});

/** What the server wants to be asked about, and how often. */
interface Grant {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly page: URL;
  readonly seconds: number;
  readonly lifeSeconds: number;
}

/** Has a person confirm the sign-in in a browser, on this or another machine. Resolves to a token for this one. */
export const deviceLogin = async (
  session: Session,
  http: HttpClient,
  { withBrowser }: { withBrowser: boolean },
): Promise<string> => {
  const { world, out } = session;
  const body = { client: world.hostname };
  const grant = grantOf(await http.object({ method: 'POST', path: codePath, body }));
  // Said even when quiet: without it nobody can go on.
  out.say(`To sign in, open  ${grant.page.href}\nand confirm the code  ${grant.userCode}`);
  out.note('Waiting for the confirmation; Ctrl-C gives up.');
  if (withBrowser && world.stderr.isTTY) openBrowser(world, grant.page);
  return confirmed(http, grant, world);
};

const grantOf = (answer: JsonObject): Grant => {
  const [deviceCode, userCode] = [textOf(answer['device_code']), textOf(answer['user_code'])];
  const page = parsedUrl(textOf(answer['verification_uri']) ?? '');
  if (deviceCode === undefined || userCode === undefined || !page || !/^https?:$/.test(page.protocol)) {
    throw badAnswer({ path: codePath, reason: 'it holds no code, or no page to confirm it on' });
  }
  const [seconds, lifeSeconds] = [numberOf(answer['interval']) ?? 5, numberOf(answer['expires_in']) ?? 600];
  return { deviceCode, userCode, page, seconds, lifeSeconds };
};

const confirmed = async (
  http: HttpClient,
  { deviceCode, seconds, lifeSeconds }: Grant,
  { now, interrupted: signal }: Session['world'],
): Promise<string> => {
  const end = now() + lifeSeconds * 1000;
  for (let pause = seconds; now() < end; ) {
    await wait(pause * 1000, undefined, { signal });
    const answer = await asked(http, deviceCode);
    if (typeof answer === 'string') return answer;
    pause = pauseAfter(answer, pause);
  }
  throw codeExpired({});
};

/** The token, or why there is none yet. */
const asked = async (http: HttpClient, deviceCode: string): Promise<string | PlatformError> => {
  try {
    const answer = await http.object({ method: 'POST', path: tokenPath, body: { device_code: deviceCode } });
    const token = textOf(answer['token']);
    if (token === undefined) throw badAnswer({ path: tokenPath, reason: 'it holds no token' });
    return token;
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    if (error.code === 'expired_token') throw codeExpired({}, { cause: error });
    if (error.code === 'access_denied') throw signInDenied({}, { cause: error });
    if (isPassing(error)) return error;
    throw error;
  }
};

// The person in the browser takes minutes; a server that restarts meanwhile must not end it.
const isPassing = ({ code, details }: PlatformError): boolean =>
  ['authorization_pending', 'slow_down', 'server_unreachable', 'server_slow'].includes(code) ||
  Number(details['http']) === 429 ||
  Number(details['http']) >= 500;

/** Seconds until the next question: five more whenever the server says that it is asked too often. */
export const pauseAfter = (
  { code, details }: Pick<PlatformError, 'code' | 'details'>,
  seconds: number,
): number => (code === 'slow_down' || details['http'] === 429 ? seconds + 5 : seconds);
