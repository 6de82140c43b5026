import { isPlatformError } from '@agnes/sdk/errors';
import { badAnswer } from '../errors.ts';
import type { HttpClient } from '../http/client.ts';
import { numberOf, objectsOf, textOf } from '../json/values.ts';
import type { Session } from '../session/session.ts';
import { keepCheck } from './last-check.ts';

/** A program that a server hands out. */
export interface Offer {
  readonly version: string;
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

const path = '/cli/latest';

/** What the server hands out now. The answer is kept for the notice behind later commands. */
export const latestOffer = async (session: Session, http: HttpClient): Promise<Offer> => {
  try {
    const offer = await offered(http);
    await keepCheck(session, http.server, offer.version);
    return offer;
  } catch (error) {
    if (isPlatformError(error)) await keepCheck(session, http.server, undefined);
    throw error;
  }
};

/** Where a file is sent from. */
export const wheelPath = (file: string): string => `/cli/wheel/${encodeURIComponent(file)}`;

const offered = async (http: HttpClient): Promise<Offer> => {
  const answer = await http.object({ path });
  const [version, file] = [textOf(answer['version']), textOf(answer['wheel_filename'])];
  const listed = objectsOf(answer['artifacts']).find(({ filename }) => filename === file);
  const [size, sha256] = [numberOf(listed?.['size']), textOf(listed?.['sha256'])];
  if (
    !/^\d+\.\d+\.\d+([-+][\w.+-]+)?$/.test(version ?? '') ||
    size === undefined ||
    !/^[0-9a-f]{64}$/.test(sha256 ?? '')
  ) {
    throw badAnswer({ path, reason: 'it names no file with a version, a size and a SHA-256' });
  }
  // It becomes the name of a file here.
  if (!/^agnes-cli-[\w.+-]+\.tgz$/.test(file ?? '')) {
    throw badAnswer({ path, reason: 'the name of the file is not agnes-cli-<version>.tgz' });
  }
  return { version: version ?? '', file: file ?? '', size, sha256: sha256 ?? '' };
};
