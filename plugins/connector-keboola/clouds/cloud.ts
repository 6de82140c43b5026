import { answerInvalid } from '../errors.ts';

/** A request to a store of files; the credential is in it. */
export interface FileRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Where one exported file lies, and how its pieces are asked for. */
export interface Cloud {
  /** The list of the pieces of a sliced file. */
  readonly manifest: FileRequest;
  /** A piece, by the address that the manifest gives it. */
  slice(address: string): FileRequest;
}

/** Percent-encodes a key, segment by segment; a signature is over the same text. */
export const encodedKey = (key: string): string => {
  const segments = key.split('/');
  // Whoever parses the address would resolve these, and ask for another file than the one that was signed.
  if (segments.some((segment) => segment === '.' || segment === '..')) {
    throw answerInvalid({ reason: `the file "${key}" has dots for a folder` });
  }
  return segments.map(encoded).join('/');
};

const encoded = (segment: string): string =>
  encodeURIComponent(segment).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Takes an address apart that has to be of this scheme: `gs://bucket/key`. */
export const addressOf = (
  address: string,
  scheme: string,
): { readonly place: string; readonly key: string } => {
  const [, place = '', key = ''] = new RegExp(`^${scheme}://([^/?#@]+)/(.+)$`, 's').exec(address) ?? [];
  if (place === '')
    throw answerInvalid({ reason: `a slice lies at "${shown(address)}", not at ${scheme}://` });
  return { place, key };
};

/** An address that was signed by the stack, as long as it leads to this provider. */
export const signedUrl = (url: string, isOwn: (host: string) => boolean): FileRequest => {
  const parsed = URL.parse(url);
  const isSafe = parsed?.protocol === 'https:' && parsed.port === '' && isOwn(parsed.hostname);
  if (!isSafe) throw answerInvalid({ reason: `a file lies at "${shown(url)}", which is not its provider's` });
  return { url, headers: {} };
};

/** Queries hold signatures. */
const shown = (address: string): string => address.replace(/[?#].*$/s, '').slice(0, 200);
