import { answerMissing, badUsage } from '../errors.ts';
import { parsedUrl } from '../http/parsed-url.ts';
import type { Input } from '../input.ts';
import { ask } from '../terminal/prompt.ts';
import type { World } from '../world.ts';

/** What has to be known of a new instance. */
export interface Answers {
  readonly name: string;
  /** Empty: identity providers sign nobody in. */
  readonly allowedDomain: string;
  /** Public origin; absent for this machine only. */
  readonly url: URL | undefined;
  readonly port: number | undefined;
  readonly dataDir: string | undefined;
}

/** Takes the answers from the options, and asks on a terminal for those that are missing. */
export const answersOf = async (input: Input, world: World): Promise<Answers> => {
  // What was given is looked at before anybody types something.
  const given = { port: input.integer('port', { min: 1, max: 65_535 }), dataDir: input.text('data-dir') };
  const url = input.text('url');
  if (url !== undefined) originOf(url);
  const name =
    input.text('name') ?? (await ask(world, { question: 'Name of the instance', option: '--name TEXT' }));
  if (name.trim() === '')
    throw answerMissing({ question: 'The name of the instance', option: '--name TEXT' });
  const allowedDomain = input.text('allowed-domain') ?? (await ask(world, domainQuestion));
  return { ...given, name: name.trim(), allowedDomain, url: originOf(url ?? (await askedUrl(world))) };
};

const domainQuestion = {
  question: 'E-mail domain that identity providers may sign in (empty: none)',
  option: '--allowed-domain DOMAIN, or "" for none',
};

/** Without a terminal nobody means the public: an address has to be given. */
const askedUrl = async (world: World): Promise<string> =>
  world.stdin.isTTY
    ? ask(world, { question: 'Public address (empty: this machine only)', option: '--url URL' })
    : '';

const originOf = (text: string): URL | undefined => {
  if (text === '') return undefined;
  const url = parsedUrl(text);
  const isOrigin = url && /^https?:$/.test(url.protocol) && `${url.origin}/` === url.href;
  if (isOrigin) return url;
  throw badUsage({
    reason: `"${text}" is not the address of an instance.`,
    hint: 'Give protocol and name, and a port if need be: https://data.acme.example',
  });
};
