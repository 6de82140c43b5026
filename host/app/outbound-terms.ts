import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import tls from 'node:tls';
import { isPlatformError } from '@agnes/sdk';
import type { Config } from '../../config/schema.ts';
import type { OutboundTerms } from '../kernel/egress.ts';
import { caUnreadable } from './errors.ts';

/** What `egress` says of connections to others. From now on this process trusts the certificates it names. */
export const outboundTerms = async ({ ca_file, resolve }: Config['egress']): Promise<OutboundTerms> => {
  if (ca_file === undefined) return { resolve };
  const ca = await certificatesIn(ca_file);
  // Every client of the process: brokers, sign-in, mail.
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), ca]);
  return { resolve, ca };
};

const certificatesIn = async (file: string): Promise<string> => {
  try {
    const pem = await readFile(file, 'utf8');
    // Says what is wrong with the first one; further ones are for TLS to read.
    const { ca: isAuthority } = new X509Certificate(pem);
    if (!isAuthority)
      throw caUnreadable({ file, reason: 'its first certificate is not that of an authority' });
    return pem;
  } catch (cause) {
    if (isPlatformError(cause)) throw cause;
    throw caUnreadable({ file, reason: cause instanceof Error ? cause.message : String(cause) }, { cause });
  }
};
