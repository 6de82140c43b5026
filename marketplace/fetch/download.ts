import { createWriteStream } from 'node:fs';
import { isIP, type LookupFunction } from 'node:net';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Agent, fetch, type Response } from 'undici';
import { fetchFailed, packageRefused } from '../errors.ts';
import { checkedAddresses, type Reach, webAddress } from '../web-address.ts';

const mostRedirects = 3;

/** What a download is held to. */
export interface DownloadTerms {
  readonly reach: Reach;
  readonly mostBytes: number;
  /** Certificates that are trusted beside those of the system, PEM. */
  readonly ca?: string | undefined;
  readonly signal: AbortSignal;
}

/** Brings a file from the web. Every host on the way is checked, and connected to where it was found. */
export const download = async (address: string, to: string, terms: DownloadTerms): Promise<void> => {
  let url = webAddress(address, terms.reach);
  for (let hop = 0; hop <= mostRedirects; hop++) {
    await using agent = await checkedAgent(url, terms);
    const answer = await ask(url, agent.dispatcher, terms.signal);
    const location = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null;
    if (location === null) return await save(answer, { url, to, ...terms });
    await answer.body?.cancel();
    url = webAddress(new URL(location, url).href, terms.reach);
  }
  throw fetchFailed({ source: address, reason: `it leads on more than ${mostRedirects} times` });
};

const checkedAgent = async (url: URL, { reach, ca }: DownloadTerms) => {
  const found = (await checkedAddresses(url, reach)).map((place) => ({
    address: place,
    family: isIP(place),
  }));
  const lookup: LookupFunction = (_, { all }, callback) => {
    const [first] = found;
    if (all) callback(null, found);
    else callback(null, first?.address ?? '', first?.family);
  };
  const dispatcher = new Agent({ connect: { lookup, ...(ca !== undefined && { ca }) } });
  return { dispatcher, [Symbol.asyncDispose]: () => dispatcher.destroy() };
};

const ask = async (url: URL, dispatcher: Agent, signal: AbortSignal): Promise<Response> => {
  try {
    return await fetch(url, { dispatcher, signal, redirect: 'manual' });
  } catch (cause) {
    signal.throwIfAborted();
    throw fetchFailed({ source: url.href, reason: 'the server does not answer' }, { cause });
  }
};

interface Saving extends DownloadTerms {
  readonly url: URL;
  readonly to: string;
}

const save = async (answer: Response, { url, to, mostBytes, signal }: Saving): Promise<void> => {
  if (answer.status !== 200 || !answer.body) {
    throw fetchFailed({ source: url.href, reason: `the server answers ${answer.status}` });
  }
  let bytes = 0;
  const counted = new Transform({
    transform: (chunk: Uint8Array, _, done) => {
      bytes += chunk.length;
      if (bytes <= mostBytes) return done(null, chunk);
      const rule = `is larger than the ${mostBytes} bytes allowed for an archive`;
      done(packageRefused({ thing: url.href, rule, next: 'Make the package smaller.' }));
    },
  });
  await pipeline(
    Readable.fromWeb(answer.body),
    counted,
    createWriteStream(to, { flags: 'wx', mode: 0o600 }),
    { signal },
  );
};
