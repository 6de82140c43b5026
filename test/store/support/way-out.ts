import type { Mail } from '../../../host/store/outbox/mail.ts';
import { loadMailTemplates, renderMail } from '../../../host/store/outbox/render-mail.ts';
import { Smtp } from '../../../host/store/outbox/smtp.ts';
import { certificate } from './mail-server.ts';

/** The environment of a host that sends through a server of this machine. */
export const smtpEnv = (port: number): Readonly<Record<string, string>> => ({
  SMTP_HOST: '127.0.0.1',
  SMTP_PORT: String(port),
  SMTP_FROM: 'agnes@example.com',
});

/** What a worker needs to send to the server on a port of this machine. */
export const wayOut = async () => {
  const templates = await loadMailTemplates();
  const ca = await certificate();
  return (port: number) => ({
    smtp: new Smtp({ env: smtpEnv(port), sender: 'Acme data', ca }),
    render: (mail: Mail) => renderMail(templates, mail, 'Acme data'),
  });
};

/** A mail with a link, to whom the test says. */
export const mailTo = (recipient: string, special: Partial<Mail> = {}): Mail => ({
  recipient,
  subject: 'Set your password',
  heading: 'Welcome',
  body: ['An administrator made an account for you.'],
  link: { label: 'Set a password', url: 'https://agnes.example.com/setup?token=canary-4711' },
  ...special,
});
