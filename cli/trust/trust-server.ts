import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { badUsage, notConfirmed } from '../errors.ts';
import { makePrivateFolder, writeDurably } from '../files/durable-file.ts';
import { certificateError, isUntrusted, noCertificates } from '../http/certificate-errors.ts';
import type { Session } from '../session/session.ts';
import { caFileFor, saveCaFile } from '../session/settings.ts';
import { ask } from '../terminal/prompt.ts';
import { type Shown, shownBy } from './shown.ts';

const kept = 'ca';

/** Sees to it that the server can be trusted before a person signs in to it: by a file, or by a yes to its fingerprint. */
export const trustServer = async (session: Session, caFile: string | undefined): Promise<void> => {
  const server = await session.server();
  const isSecure = server.startsWith('https:');
  if (caFile !== undefined) {
    if (isSecure) return trustFile(session, server, caFile);
    const reason = `--ca-file is for servers with https, and this is ${server}.`;
    throw badUsage({ reason, hint: 'Leave it out, or give the address that begins with https://.' });
  }
  // Whoever pinned something is told by the calls that follow when it does not fit; they are not asked again.
  if (!isSecure || caFileFor(await session.config(), server) !== undefined) return;
  const shown = await shownBy(server, session.world);
  if (shown && isUntrusted(shown.fault)) await trustShown(session, server, shown);
};

const trustFile = async (session: Session, server: string, caFile: string): Promise<void> => {
  const path = resolve(session.world.cwd, caFile);
  const pem = await certificatesIn(path);
  const shown = await shownBy(server, session.world, pem);
  const fault = shown?.fault;
  const refused = fault === undefined ? undefined : certificateError(fault, { server, caFile: path });
  if (refused) throw refused;
  await keep(session, server, pem);
};

const trustShown = async (session: Session, server: string, { own, top, fault }: Shown): Promise<void> => {
  const { world, out } = session;
  const pem = `${top}`;
  const fingerprint = top.fingerprint256;
  const anew = await shownBy(server, world, pem);
  const refused = anew?.fault === undefined ? undefined : certificateError(anew.fault, { server });
  if (refused) throw refused;
  // Neither --yes nor a pipe is somebody who has compared it.
  if (!world.stdin.isTTY) throw certificateError(fault, { server, fingerprint }) ?? notConfirmed({});
  out.say(told(server, own, top));
  const question = 'Do you trust it from now on, in this program and for this host? [y/N]';
  const answer = await ask(world, { question, option: '--ca-file FILE' });
  if (!/^y(es)?$/i.test(answer)) throw notConfirmed({});
  await keep(session, server, pem);
};

const told = (server: string, own: X509Certificate, top: X509Certificate): string =>
  [
    `${server} shows a certificate that no authority known here has signed.`,
    `  Certificate  ${named(own.subject)}, valid to ${own.validTo}`,
    `  Authority    ${named(top.subject)}, valid to ${top.validTo}`,
    `  SHA-256      ${top.fingerprint256}`,
    'Compare the SHA-256 with the one that an administrator tells you, and not by way of this server.',
  ].join('\n');

const named = (subject: string): string => subject.split('\n').join(', ') || 'without a name';

/** From here on the calls of this program to this host trust it, and nothing else on this machine does. */
const keep = async (session: Session, server: string, pem: string): Promise<void> => {
  const { configFolder, world, out } = session;
  // An address with colons is no name of a file everywhere.
  const path = join(kept, `${new URL(server).hostname.replaceAll(/[^\w.-]/g, '_')}.pem`);
  await makePrivateFolder(join(configFolder, kept));
  await writeDurably(join(configFolder, path), pem, { mode: 0o600, pid: world.pid });
  await saveCaFile(configFolder, { server, path }, world.pid);
  session.renewConfig();
  out.note(`Kept the certificate in ${join(configFolder, path)}.`);
};

const block = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** The certificates of a file, and nothing else of it: a private key that lies beside them is not copied. */
const certificatesIn = async (path: string): Promise<string> => {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw noCertificates({ path, reason: 'it cannot be read' }, { cause });
  });
  const blocks = text.match(block) ?? [];
  if (blocks.length === 0) throw noCertificates({ path, reason: 'it holds none' });
  try {
    return blocks.map((one) => `${new X509Certificate(one)}`).join('');
  } catch (cause) {
    throw noCertificates({ path, reason: 'one of them is damaged' }, { cause });
  }
};
