import { mailRefused, mailServerDown, mailUnavailable } from './errors.ts';
import { type Relay, type SmtpSettings, smtpSettings } from './smtp-settings.ts';

/** Whether mail can be sent at all, and if not, why. */
export type MailAvailability = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** A mail that is ready to leave. */
export interface ReadyMail {
  /** The same at every attempt, so that a server that gets it twice can tell. */
  readonly id: string;
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Where mail goes. Everything but `env` and `sender` has a default that only tests change. */
export interface SmtpOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Name shown beside the address of the sender. */
  readonly sender: string;
  readonly sendgrid?: Relay;
  /** Certificates to trust besides the system's. */
  readonly ca?: Buffer;
  /** Longest wait for the server; a whole mail may take three times as long. */
  readonly patienceMs?: number;
}

/** The way out for mail: one server, one recipient at a time. */
export class Smtp {
  readonly #settings: SmtpSettings | { readonly reason: string };
  readonly #options: SmtpOptions;

  constructor(options: SmtpOptions) {
    const { env, sendgrid = { host: 'smtp.sendgrid.net', port: 587 } } = options;
    this.#options = options;
    this.#settings = smtpSettings(env, sendgrid);
  }

  /** Cheap and never throws: only what is configured, not whether the server answers. */
  available(): MailAvailability {
    return 'reason' in this.#settings ? { ok: false, reason: this.#settings.reason } : { ok: true };
  }

  /** Resolves when the server has taken the mail. */
  async send(mail: ReadyMail, signal: AbortSignal): Promise<void> {
    const settings = this.#settings;
    if ('reason' in settings) throw mailUnavailable({ reason: settings.reason });
    const { sender, patienceMs = 20_000 } = this.#options;
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(3 * patienceMs)]);
    // Only who sends pays for its files.
    const { createTransport } = await import('nodemailer');
    try {
      await createTransport(this.#connection(settings, patienceMs)).sendMail({
        ...messageOf(mail, settings, sender),
        signal: inTime,
      });
    } catch (cause) {
      throw told(settings, cause);
    }
  }

  #connection({ host, port, security, user, password }: SmtpSettings, patienceMs: number) {
    const { ca } = this.#options;
    return {
      host,
      port,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'plain',
      tls: { minVersion: 'TLSv1.2', ...(ca && { ca }) } as const,
      ...(user !== undefined && { auth: { user, pass: password?.reveal() ?? '' } }),
      connectionTimeout: patienceMs,
      greetingTimeout: patienceMs,
      socketTimeout: patienceMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    };
  }
}

const messageOf = (
  { id, recipient, ...content }: ReadyMail,
  { from, headers }: SmtpSettings,
  sender: string,
) => ({
  ...content,
  from: { name: sender, address: from },
  // As an object it is one address whatever it looks like; as text it would be parsed into a list.
  to: { name: '', address: recipient },
  envelope: { from, to: [recipient] },
  messageId: `<${id}@${from.split('@')[1]}>`,
  headers: { 'Auto-Submitted': 'auto-generated', ...headers },
});

/** Failures of the mail, not of the server: others may still be sent. */
const ofTheMail = new Set(['EENVELOPE', 'EMESSAGE', 'ESTREAM']);

const reasons: Readonly<Record<string, string>> = {
  ECONNECTION: 'the connection broke',
  ETIMEDOUT: 'it does not answer',
  EABORT: 'it took too long',
  ETLS: 'it offers no encryption, and SMTP_USE_TLS asks for it',
  EAUTH: 'it refuses the user or the password',
  EENVELOPE: 'it refuses the sender or the recipient',
  EMESSAGE: 'it refuses the content',
};

/** Without the error as cause, and without the words of the server: it may repeat the password or the link. */
const told = ({ host, port }: SmtpSettings, cause: unknown) => {
  const {
    code = 'unknown',
    responseCode,
    message,
  } = cause as NodeJS.ErrnoException & { responseCode?: number };
  const server = `${host}:${port}`;
  const answer = responseCode === undefined ? '' : ` (${responseCode})`;
  // Of these the words are Node's own.
  const isOurs = responseCode === undefined && (code === 'ESOCKET' || code === 'EDNS');
  const reason = isOurs ? message.split(/[;\n]/)[0]?.trim() : `${reasons[code] ?? code}${answer}`;
  const failure = ofTheMail.has(code) && responseCode !== 421 ? mailRefused : mailServerDown;
  return failure({ server, reason: reason ?? code });
};
