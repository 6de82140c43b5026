import { isIP } from 'node:net';
import { fileURLToPath } from 'node:url';
import { canonicalHost } from '@agnes/sdk/extract';

/** What git is started with beside its arguments. */
export interface GitSurroundings {
  /** An empty folder of ours. */
  readonly home: string;
  /** Where git and its helpers are looked for. */
  readonly path?: string | undefined;
  /** The file with the token, if there is one. */
  readonly tokenFile?: string | undefined;
  /** Certificates that are trusted in place of those of the system. */
  readonly caFile?: string | undefined;
}

/** Names that git would obey and `simple-git` refuses unless they are told to it. */
export const ownNames = [
  'GIT_ALLOW_PROTOCOL',
  'GIT_ASKPASS',
  'GIT_TERMINAL_PROMPT',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_NO_LAZY_FETCH',
] as const;

const askpass = fileURLToPath(new URL('./askpass.sh', import.meta.url));

/** The whole environment of git: nothing is taken over from the host's, no file of settings of somebody else is read. */
export const gitEnvironment = ({
  home,
  path,
  tokenFile,
}: GitSurroundings): Readonly<Record<string, string>> => ({
  PATH: path ?? '/usr/local/bin:/usr/bin:/bin',
  HOME: home,
  LC_ALL: 'C.UTF-8',
  GIT_ALLOW_PROTOCOL: 'https:http',
  GIT_TERMINAL_PROMPT: '0',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_NO_LAZY_FETCH: '1',
  ...(tokenFile !== undefined && { GIT_ASKPASS: askpass, AGNES_TOKEN_FILE: tokenFile }),
});

/** Settings for every call: no redirects, no hooks, no submodules, and the host is where it was when it was checked. */
export const gitSettings = (
  { caFile }: GitSurroundings,
  reached?: { readonly url: URL; readonly addresses: readonly string[] },
): string[] => [
  'http.followRedirects=false',
  'core.hooksPath=/dev/null',
  'core.symlinks=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'fetch.recurseSubmodules=false',
  'fetch.writeCommitGraph=false',
  ...(caFile === undefined ? [] : [`http.sslCAInfo=${caFile}`]),
  ...(reached ? pinned(reached) : []),
];

const pinned = ({
  url,
  addresses,
}: {
  readonly url: URL;
  readonly addresses: readonly string[];
}): string[] => {
  if (isIP(canonicalHost(url.hostname)) > 0) return [];
  const usual = url.protocol === 'https:' ? 443 : 80;
  const port = url.port === '' ? usual : url.port;
  const places = addresses.map((address) => (isIP(address) === 6 ? `[${address}]` : address));
  return [`http.curloptResolve=${url.hostname}:${port}:${places.join(',')}`];
};
