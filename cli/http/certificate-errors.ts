import { defineError, type PlatformError } from '@agnes/sdk/errors';
import { codeOf } from '../files/durable-file.ts';

/** A certificate that leads to nobody who is trusted here. */
const untrusted = defineError<{ server: string; fingerprint?: string }>({
  code: 'certificate_untrusted',
  kind: 'unavailable',
  message: ({ server, fingerprint }) =>
    `${server} shows a certificate of an authority that is not trusted here${fingerprint === undefined ? '' : ` (SHA-256 ${fingerprint})`}.`,
  hint: ({ server }) =>
    `If your company has an authority of its own: agnes auth login --server ${server} --ca-file FILE, or without the file on a terminal, which shows the fingerprint and asks.`,
});

/** A certificate that does not lead to the one that was pinned. */
const notPinned = defineError<{ server: string; ca_file: string; fingerprint?: string }>({
  code: 'certificate_changed',
  kind: 'unavailable',
  message: ({ server, ca_file }) =>
    `${server} shows a certificate that is signed neither by a public authority nor by one in ${ca_file}. Nothing was sent.`,
  hint: ({ server }) =>
    `Ask an administrator whether it was replaced. If it was: agnes auth login --server ${server} --ca-file FILE. If it was not, somebody may be listening in.`,
});

/** A certificate that is trusted and does not fit. */
const unfit = defineError<{ server: string; reason: string }>({
  code: 'certificate_unfit',
  kind: 'unavailable',
  message: ({ server, reason }) => `The certificate of ${server} cannot be used: ${reason}.`,
  hint: 'Check the address and the clock of this machine, then tell an administrator.',
});

/** A file with no certificate to trust. */
export const noCertificates = defineError<{ path: string; reason: string }>({
  code: 'no_certificates',
  kind: 'bad_request',
  message: ({ path, reason }) => `${path} cannot be used as certificates: ${reason}.`,
  hint: 'Give a PEM file with the certificate of your authority; it begins with -----BEGIN CERTIFICATE-----.',
});

const untrustedCodes = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
]);
const reasons: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  CERT_REVOKED: 'it was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is for another name',
  HOSTNAME_MISMATCH: 'it is for another name',
  INVALID_CA: 'what signed it is no authority',
  INVALID_PURPOSE: 'it is not for servers',
};

/** True for the word of a certificate that leads to nobody who is trusted. */
export const isUntrusted = (code: string | undefined): boolean => untrustedCodes.has(code ?? '');

interface Shown {
  readonly server: string;
  /** The file with the certificates that are trusted besides the system's. */
  readonly caFile?: string | undefined;
  readonly fingerprint?: string;
}

/** The error for a certificate that was refused; `undefined` for everything else that can fail. */
export const certificateError = (
  cause: unknown,
  { server, caFile, fingerprint }: Shown,
): PlatformError | undefined => {
  const code = typeof cause === 'string' ? cause : (codeOf(cause) ?? '');
  const told = { server, ...(fingerprint !== undefined && { fingerprint }) };
  if (isUntrusted(code)) {
    return caFile === undefined
      ? untrusted(told, { cause })
      : notPinned({ ...told, ca_file: caFile }, { cause });
  }
  const reason = reasons[code];
  return reason === undefined ? undefined : unfit({ server, reason }, { cause });
};
