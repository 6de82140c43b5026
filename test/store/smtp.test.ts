import { inspect } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { Smtp, type SmtpOptions } from '../../host/store/outbox/smtp.ts';
import { smtpSettings } from '../../host/store/outbox/smtp-settings.ts';
import { likeWhole } from '../support/like-whole.ts';
import {
  certificate,
  type MailServerOptions,
  startMailServer,
  startSilentServer,
} from './support/mail-server.ts';
import { smtpEnv } from './support/way-out.ts';

const relay = { host: 'smtp.sendgrid.net', port: 587 };
const mail = { id: '1', recipient: 'ada@example.com', subject: 'S', text: 'T', html: '<p>T</p>' };
const never = new AbortController().signal;

/** A server and the way to it; what is not said is as a host has it. */
const sendingTo = async (
  t: ExecutionContext,
  { server: options = {}, env = {}, ...others }: { server?: MailServerOptions } & Partial<SmtpOptions>,
) => {
  const server = await startMailServer(t, options);
  const all = { ...smtpEnv(server.port), ...env };
  const smtp = new Smtp({ env: all, sender: 'Acme data', ca: await certificate(), ...others });
  return { server, send: () => smtp.send(mail, never) };
};

const told = (env: Record<string, string>): string =>
  Object.entries(env)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

const availableWith = (env: Record<string, string>) => new Smtp({ env, sender: 'Acme data' }).available();

const available = test.macro({
  title: (_, env: Record<string, string>) => `mail can be sent with ${told(env)}`,
  exec: (t, env: Record<string, string>) => {
    t.deepEqual(availableWith(env), { ok: true });
  },
});

const unavailable = test.macro({
  title: (_, env: Record<string, string>, reason: string) => `no mail with "${told(env)}": ${reason}`,
  exec: (t, env: Record<string, string>, reason: string) => {
    t.deepEqual(availableWith(env), { ok: false, reason });
  },
});

const server = { SMTP_HOST: 'mail.example.com', SMTP_FROM: 'agnes@example.com' };

test(unavailable, {}, 'neither SMTP_HOST nor SENDGRID_API_KEY is set');
test(available, server);
test(unavailable, { SMTP_HOST: 'mail.example.com' }, 'SMTP_FROM is not set');
test(unavailable, { ...server, SMTP_FROM: 'Agnes <a@b>' }, 'SMTP_FROM is not a plain e-mail address');
test(unavailable, { ...server, SMTP_PORT: '99999' }, 'SMTP_PORT is not a port');
test(unavailable, { ...server, SMTP_USE_TLS: 'perhaps' }, 'SMTP_USE_TLS is neither true nor false');
test(available, { SENDGRID_API_KEY: 'k', EMAIL_FROM_ADDRESS: 'agnes@example.com' });
test(unavailable, { SENDGRID_API_KEY: 'k' }, 'EMAIL_FROM_ADDRESS is not set');

test('encryption is demanded unless it is switched off; port 465 has it from the first byte', (t) => {
  const securityOf = (env: Record<string, string>) => smtpSettings({ ...server, ...env }, relay);

  t.like(securityOf({}), { port: 587, security: 'starttls' });
  t.like(securityOf({ SMTP_PORT: '465' }), { port: 465, security: 'tls' });
  t.like(securityOf({ SMTP_USE_TLS: 'False' }), { security: 'plain' });
});

test('SendGrid goes first when its key is set, and its relay is told not to track', (t) => {
  const settings = smtpSettings(
    { ...server, SENDGRID_API_KEY: 'SG.key', EMAIL_FROM_ADDRESS: 'data@example.com' },
    relay,
  );

  t.like(settings, { ...relay, security: 'starttls', user: 'apikey', from: 'data@example.com' });
  t.regex(JSON.stringify(settings), /clicktrack.*enable.*0/);
  t.notRegex(inspect(settings, { depth: 5 }), /SG\.key/);
});

test('a server without STARTTLS gets neither the mail nor the password', async (t) => {
  const login = { user: 'agnes', password: 'hunter2' };
  const { server: plain, send } = await sendingTo(t, {
    server: { security: 'plain', login },
    env: { SMTP_USER: 'agnes', SMTP_PASSWORD: 'hunter2' },
  });

  const error = await t.throwsAsync(send, { name: 'mail_server_down' });

  t.regex(error?.message ?? '', /it offers no encryption/);
  t.deepEqual(plain.delivered, []);
});

test('a server whose certificate nobody vouches for gets nothing', async (t) => {
  const { server: unknown, send } = await sendingTo(t, { ca: Buffer.alloc(0) });

  const error = await t.throwsAsync(send, { name: 'mail_server_down' });

  t.regex(error?.message ?? '', /self-signed certificate/);
  t.deepEqual(unknown.delivered, []);
});

test('without encryption a plain server is good enough', async (t) => {
  const { server: plain, send } = await sendingTo(t, {
    server: { security: 'plain' },
    env: { SMTP_USE_TLS: 'false' },
  });

  await send();

  likeWhole(t, plain.delivered, [{ isEncrypted: false, subject: 'S' }]);
});

test('user and password are given to the server', async (t) => {
  const login = { user: 'agnes', password: 'hunter2' };
  const { server: strict, send } = await sendingTo(t, {
    server: { login },
    env: { SMTP_USER: 'agnes', SMTP_PASSWORD: 'hunter2' },
  });

  await send();

  likeWhole(t, strict.delivered, [{ user: 'agnes', isEncrypted: true }]);
});

test('the relay of SendGrid is spoken to as apikey', async (t) => {
  const relayServer = await startMailServer(t, { login: { user: 'apikey', password: 'SG.key' } });
  const smtp = new Smtp({
    env: { SENDGRID_API_KEY: 'SG.key', EMAIL_FROM_ADDRESS: 'data@example.com' },
    sender: 'Acme data',
    sendgrid: { host: '127.0.0.1', port: relayServer.port },
    ca: await certificate(),
  });

  await smtp.send(mail, never);

  likeWhole(t, relayServer.delivered, [{ user: 'apikey', sender: 'data@example.com' }]);
  t.regex(relayServer.delivered[0]?.headers.get('x-smtpapi') ?? '', /"opentrack":\{"settings":\{"enable":0/);
});

test('a password that the server repeats is in no error', async (t) => {
  const { send } = await sendingTo(t, {
    server: { login: { user: 'agnes', password: 'another' } },
    env: { SMTP_USER: 'agnes', SMTP_PASSWORD: 'hunter2' },
  });

  const error = await t.throwsAsync(send, { name: 'mail_server_down' });

  t.regex(error?.message ?? '', /it refuses the user or the password \(535\)\.$/);
  t.notRegex(inspect(error, { depth: 10, showHidden: true }), /hunter2/);
});

test('without settings nothing is sent, and the error says what to set', async (t) => {
  const smtp = new Smtp({ env: {}, sender: 'Acme data' });

  const error = await t.throwsAsync(() => smtp.send(mail, never), { name: 'mail_unavailable' });

  t.regex(error?.message ?? '', /neither SMTP_HOST nor SENDGRID_API_KEY is set/);
});

test('a server that never says a word is given up', async (t) => {
  const { port } = await startSilentServer(t);
  const smtp = new Smtp({ env: smtpEnv(port), sender: 'Acme data', patienceMs: 20 });

  const error = await t.throwsAsync(() => smtp.send(mail, never), { name: 'mail_server_down' });

  t.regex(error?.message ?? '', /it does not answer|it took too long/);
});
