import { canonicalHost } from '@agnes/sdk/extract';
import type { Refused } from '../read-messages.ts';

/** Where an attach goes. */
export interface AttachTarget {
  readonly host?: string;
  readonly isEmpty: boolean;
}

interface Bad {
  readonly fault: Omit<Refused, 'name'>;
}

/** Reads the `url` of an attach: an address, or `key=value` pairs. One with a secret in it is never kept. */
export const targetOf = (url: string): AttachTarget | Bad => {
  const text = url.trim();
  if (text === '') return { isEmpty: true };
  if (text.length > longest || /\p{Cc}/u.test(text)) return bad('bad_url', 'the url is too long or no text');
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? ofAddress(text) : ofPairs(text);
};

const longest = 2_000;
const bad = (code: string, why: string): Bad => ({ fault: { code, why } });
const holdsSecret = bad('url_secret', 'the url holds a secret; name it in token_env');

const secretName = /pass|secret|token|credential|signature|^sig$|api_?key|access_?key|private_?key/i;
/** Settings by which a client would read files of this machine, or ask another one for its settings. */
const localName = /file$|^service$|^ssl|^krb|^gss|^options$/i;

const ofAddress = (text: string): AttachTarget | Bad => {
  const url = URL.parse(text);
  if (!url || url.hostname === '') return bad('bad_url', 'the url names no host');
  if (url.username !== '' || url.password !== '') return bad('url_user', 'the url holds a user or password');
  if ([...url.searchParams.keys()].some((name) => secretName.test(name))) return holdsSecret;
  return { host: canonicalHost(url.hostname), isEmpty: false };
};

const ofPairs = (text: string): AttachTarget | Bad => {
  const pairs = [...text.matchAll(/([A-Za-z_]\w*)\s*=\s*('(?:[^'\\]|\\.)*'|[^\s;']*)[\s;]*/gy)];
  const read = pairs.reduce((length, [whole]) => length + whole.length, 0);
  if (read !== text.length) return bad('bad_url', 'the url is neither an address nor a list of key=value');
  const names = pairs.map(([, name = '']) => name);
  if (names.some((name) => secretName.test(name))) return holdsSecret;
  if (names.some((name) => localName.test(name)))
    return bad('bad_url', 'the url has a setting that reads files of this machine');
  const hosts = pairs.filter(([, name = '']) => /^host(addr)?$/i.test(name)).map(([, , value = '']) => value);
  const [host, second] = hosts;
  if (second !== undefined) return bad('bad_url', 'the url names two hosts');
  if (host === undefined) return { isEmpty: false };
  // A path is a socket of this machine, a comma a list of hosts.
  if (!/^[A-Za-z0-9.:-]+$/.test(host)) return bad('bad_url', 'the host of the url is no name or address');
  return { host: canonicalHost(host), isEmpty: false };
};
