import { Secret } from '@agnes/sdk';

type Environment = Readonly<Record<string, string | undefined>>;

/** A mail server and how to speak to it. */
export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** `tls` from the first byte, `starttls` or nothing, or without encryption. */
  readonly security: 'tls' | 'starttls' | 'plain';
  readonly user?: string;
  readonly password?: Secret;
  /** Address of the sender. */
  readonly from: string;
  /** What this server wants to be told with each mail; sent as it stands. */
  readonly headers?: Readonly<Record<string, { readonly prepared: true; readonly value: string }>>;
}

/** Host and port of a relay. */
export interface Relay {
  readonly host: string;
  readonly port: number;
}

/** What the environment says about sending mail, or why nothing can be sent. */
export const smtpSettings = (
  env: Environment,
  sendgrid: Relay,
): SmtpSettings | { readonly reason: string } => {
  if (env['SENDGRID_API_KEY']) return sendgridSettings(env, sendgrid);
  if (env['SMTP_HOST']) return serverSettings(env, env['SMTP_HOST']);
  return { reason: 'neither SMTP_HOST nor SENDGRID_API_KEY is set' };
};

const sendgridSettings = (env: Environment, relay: Relay) => {
  const from = senderIn(env, 'EMAIL_FROM_ADDRESS');
  if (typeof from !== 'string') return from;
  const password = new Secret(env['SENDGRID_API_KEY'] ?? '');
  // The relay takes this word as user; the key says who it is.
  return { ...relay, security: 'starttls' as const, user: 'apikey', password, from, headers: untracked };
};

const off = { settings: { enable: 0 } };

/** Else the relay rewrites links and adds a picture, and sees who opens what and when. */
const untracked = {
  'X-SMTPAPI': {
    prepared: true,
    value: JSON.stringify({ filters: { clicktrack: off, opentrack: off } }),
  },
} as const;

const serverSettings = (env: Environment, host: string): SmtpSettings | { reason: string } => {
  const from = senderIn(env, 'SMTP_FROM');
  if (typeof from !== 'string') return from;
  const port = Number(env['SMTP_PORT'] || 587);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return { reason: 'SMTP_PORT is not a port' };
  const usesTls = switches[(env['SMTP_USE_TLS'] || 'true').toLowerCase()];
  if (usesTls === undefined) return { reason: 'SMTP_USE_TLS is neither true nor false' };
  const [user, password] = [env['SMTP_USER'], env['SMTP_PASSWORD']];
  return {
    host,
    port,
    security: usesTls ? encryptedOn(port) : 'plain',
    from,
    ...(user && { user, password: new Secret(password ?? '') }),
  };
};

const encryptedOn = (port: number) => (port === 465 ? 'tls' : 'starttls');

const switches: Readonly<Record<string, boolean | undefined>> = {
  true: true,
  yes: true,
  1: true,
  false: false,
  no: false,
  0: false,
};

const senderIn = (env: Environment, name: string): string | { readonly reason: string } => {
  const from = env[name];
  if (!from) return { reason: `${name} is not set` };
  return /^[^\s@,;<>"]+@[^\s@,;<>"]+$/.test(from)
    ? from
    : { reason: `${name} is not a plain e-mail address` };
};
