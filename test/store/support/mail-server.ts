import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ExecutionContext } from 'ava';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { type ParsedMail, parseMail } from './parse-mail.ts';

/** A mail that the server took, and how it came. */
export interface Delivered extends ParsedMail {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly isEncrypted: boolean;
  readonly user: string;
}

/** What the server is like; without anything it offers STARTTLS, takes everybody and every mail. */
export interface MailServerOptions {
  readonly port?: number;
  readonly security?: 'tls' | 'starttls' | 'plain';
  /** Refuses everybody else, and repeats what they said, as bad servers do. */
  readonly login?: { readonly user: string; readonly password: string };
  /** Refuses recipients of which this is true, with 550. */
  readonly refuses?: (recipient: string) => boolean;
}

/** A real mail server of one test. */
export interface MailServer {
  readonly port: number;
  readonly delivered: readonly Delivered[];
  /** Resolves when so many mails have come. */
  until(count: number): Promise<void>;
  /** Resolves when a mail with each of these subjects has come. */
  untilSubjects(subjects: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

const fixture = (name: string): URL => new URL(`../../fixtures/mail/${name}`, import.meta.url);

/** What a client has to trust to speak to the server. */
export const certificate = (): Promise<Buffer> => readFile(fixture('localhost.crt'));

/** Starts a mail server on a free port; it ends with the test. */
export const startMailServer = async (
  t: ExecutionContext,
  options: MailServerOptions = {},
): Promise<MailServer> => {
  const { security = 'starttls', login, refuses = () => false } = options;
  const delivered: Delivered[] = [];
  let arrived = Promise.withResolvers<void>();
  const server = new SMTPServer({
    key: await readFile(fixture('localhost.key')),
    cert: await certificate(),
    secure: security === 'tls',
    ...(security === 'plain' && { disabledCommands: ['STARTTLS'] }),
    authOptional: login === undefined,
    allowInsecureAuth: true,
    onAuth: ({ username = '', password }, _session, done) => {
      const isKnown = !login || (username === login.user && password === login.password);
      done(isKnown ? null : new Error(`No ${password} here`), { user: username });
    },
    onRcptTo: ({ address }, _session, done) =>
      done(refuses(address) ? Object.assign(new Error('No such user'), { responseCode: 550 }) : null),
    onData: async (stream, session, done) => {
      const mail = await mailIn(stream, session).catch(done);
      if (!mail) return;
      delivered.push(mail);
      done();
      arrived.resolve();
      arrived = Promise.withResolvers();
    },
  });
  // Clients that break off are what some tests are about.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const stop = () => new Promise<void>((resolve) => server.close(resolve));
  t.teardown(stop);
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await arrived.promise;
  };
  return {
    port: portOf(server.server),
    delivered,
    until: (count) => until(() => delivered.length >= count),
    untilSubjects: (subjects) =>
      until(() => subjects.every((wanted) => delivered.some(({ subject }) => subject === wanted))),
    stop,
  };
};

/** What came, once all of it did: a client that is killed in the middle of a mail has sent none. */
const mailIn = async (
  stream: Readable,
  { envelope, secure, user }: Pick<SMTPServerSession, 'envelope' | 'secure' | 'user'>,
): Promise<Delivered> => ({
  ...parseMail(await text(stream)),
  sender: envelope.mailFrom ? envelope.mailFrom.address : '',
  recipients: envelope.rcptTo.map(({ address }) => address),
  isEncrypted: secure,
  user: String(user ?? ''),
});

// Bound to an address and a port, never to a pipe.
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** A server that accepts connections and never says a word; `called` resolves to the first one. */
export const startSilentServer = async (t: ExecutionContext) => {
  const called = Promise.withResolvers<Socket>();
  const server = createServer((socket) => called.resolve(socket.resume()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return { port: portOf(server), called: called.promise };
};

/** A port on which nothing listens. */
export const deadPort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
};
