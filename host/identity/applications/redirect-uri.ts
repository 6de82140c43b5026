import { invalidRedirectUri } from './errors.ts';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Throws unless codes may be sent there: https, or a program on the machine of the person (RFC 8252). */
export const checkRedirectUri = (uri: string): void => {
  const fault = faultOf(uri);
  if (fault !== undefined) throw invalidRedirectUri({ redirect_uri: uri.slice(0, 200), reason: fault });
};

const faultOf = (uri: string): string | undefined => {
  const url = plainUrl(uri);
  if (!url) return 'it is no address';
  if (uri.includes('#')) return 'it has a fragment';
  if (url.username !== '' || url.password !== '') return 'it has a user name';
  if (url.protocol === 'https:' || isLoopback(url)) return undefined;
  return 'it is neither https nor http on localhost, 127.0.0.1 or [::1]';
};

/** Whether an address is one of those that were registered, to the letter; on the own machine any port will do. */
export const isRegistered = (registered: readonly string[], uri: string): boolean =>
  registered.includes(uri) || registered.some((one) => isSameProgram(one, uri));

const isSameProgram = (registered: string, uri: string): boolean => {
  const portless = withoutPort(uri);
  return portless !== undefined && portless === withoutPort(registered);
};

/** Only of an address on the own machine: which port is free there is known when a program starts, not when it registers. */
const withoutPort = (uri: string): string | undefined => {
  const url = plainUrl(uri);
  if (!url || !isLoopback(url)) return undefined;
  url.port = '';
  return url.href;
};

// What browsers drop or turn round while they read an address, nobody should have to think of.
const plainUrl = (uri: string): URL | undefined =>
  /^[\x21-\x5b\x5d-\x7e]+$/.test(uri) && URL.canParse(uri) ? new URL(uri) : undefined;

const isLoopback = ({ protocol, hostname }: URL): boolean => protocol === 'http:' && loopback.has(hostname);

/** Whether an answer stays on the machine of the person. */
export const isLocalProgram = (uri: string): boolean => isLoopback(new URL(uri));

/** Where an answer goes, as people read it. */
export const shownTarget = (uri: string): string =>
  isLocalProgram(uri) ? 'your own machine' : new URL(uri).host;

/** The address with an answer in its query. */
export const withAnswer = (uri: string, answer: Readonly<Record<string, string | undefined>>): string => {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(answer)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
};
