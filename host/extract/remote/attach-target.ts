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
/** What a connection may be told of encryption: that there is some. Certificates would be files of this machine. */
const encrypted: ReadonlySet<string> = new Set(['require', 'verify-ca', 'verify-full']);
const postgres = /^postgres(ql)?:$/;
/** A path is a socket of this machine, a comma a list of hosts. */
const oneHost = /^[A-Za-z0-9.:[\]-]+$/;

type Setting = readonly [name: string, value: string];

const settingsFault = (settings: readonly Setting[], host: string | undefined): Bad | undefined => {
  if (settings.some(([name]) => secretName.test(name))) return holdsSecret;
  const fit = (setting: Setting): boolean => !localName.test(setting[0]) || isSslMode(setting, host);
  return settings.every(fit)
    ? undefined
    : bad(
        'bad_url',
        'the url has a setting that reads files of this machine, or one that turns encryption off',
      );
};

const isSslMode = ([name, value]: Setting, host: string | undefined): boolean =>
  name === 'sslmode' && (encrypted.has(value) || (value === 'disable' && isThisMachine(host)));

const isThisMachine = (host = ''): boolean => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(host);

const ofAddress = (text: string): AttachTarget | Bad => {
  const url = URL.parse(text);
  if (!url || url.hostname === '') return bad('bad_url', 'the url names no host');
  if (url.username !== '' || url.password !== '') return bad('url_user', 'the url holds a user or password');
  if (!oneHost.test(url.hostname)) return bad('bad_url', 'the host of the url is no name or address');
  const settings = [...url.searchParams];
  if (settings.some(([name]) => secretName.test(name))) return holdsSecret;
  const host = canonicalHost(url.hostname);
  const fault = postgres.test(url.protocol) ? inAddress(settings, host) : undefined;
  return fault ?? { host, isEmpty: false };
};

/** PostgreSQL goes where the settings behind the address say, whatever stands before them. */
const inAddress = (settings: readonly Setting[], host: string): Bad | undefined =>
  settings.some(([name]) => hostName.test(name))
    ? bad('bad_url', 'the url names two hosts')
    : settingsFault(settings, host);

const hostName = /^host(addr)?$/i;

const ofPairs = (text: string): AttachTarget | Bad => {
  const pairs = [...text.matchAll(/([A-Za-z_]\w*)\s*=\s*('(?:[^'\\]|\\.)*'|[^\s;']*)[\s;]*/gy)];
  const read = pairs.reduce((length, [whole]) => length + whole.length, 0);
  if (read !== text.length) return bad('bad_url', 'the url is neither an address nor a list of key=value');
  const settings = pairs.map(([, name = '', value = '']): Setting => [name, value]);
  const [host, second] = settings.filter(([name]) => hostName.test(name)).map(([, value]) => value);
  const fault = settingsFault(settings, host);
  if (fault) return fault;
  if (second !== undefined) return bad('bad_url', 'the url names two hosts');
  if (host === undefined) return { isEmpty: false };
  if (!oneHost.test(host)) return bad('bad_url', 'the host of the url is no name or address');
  return { host: canonicalHost(host), isEmpty: false };
};
