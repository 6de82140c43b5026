import type { ExecutionContext } from 'ava';
import { childrenOf, untilGone } from '../fixtures/child/processes.ts';
import { HostClient } from './host-client.ts';
import { type HostOptions, type HostProcess, spawnHost } from './host-process.ts';

/** The administrator of every host a test starts without naming another. */
export const admin = { email: 'admin@example.com', password: 'a long enough password' };

/** A host that serves. */
export interface StartedHost {
  readonly url: string;
  readonly dataDir: string;
  readonly pid: number;
  /** What it has printed so far. */
  stdout(): string;
  stderr(): string;
  /** A fresh token of the administrator. */
  token(): Promise<string>;
  /** Speaks to it as the administrator. */
  asAdmin(): Promise<HostClient>;
  /** Asks it to end and resolves to its exit code. */
  stop(): Promise<number | null>;
  /** Resolves to its exit code when it is gone; null when it was killed. */
  ended(): Promise<number | null>;
  /** Ends it the hard way; resolves when the processes it had started are gone, too. */
  kill9(): Promise<void>;
}

/** Starts the real program and resolves when it says that it is ready. */
export const startHost = async (t: ExecutionContext, options: HostOptions = {}): Promise<StartedHost> => {
  const { email, password } = admin;
  const seeded = { SEED_ADMIN_EMAIL: email, SEED_ADMIN_PASSWORD: password };
  const env = { ...(options.program !== 'demo' && seeded), ...options.env };
  const host = await spawnHost(t, { ...options, env });
  const url = await urlOf(host);
  const { child, dataDir, stdout, stderr, ended } = host;
  const token = () => new HostClient(url).signIn({ email, password });
  return {
    url,
    dataDir,
    // Set: the process has printed a line.
    pid: Number(child.pid),
    stdout,
    stderr,
    token,
    asAdmin: async () => new HostClient(url, await token()),
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
    ended: () => ended,
    kill9: async () => {
      const children = await childrenOf(Number(child.pid));
      child.kill('SIGKILL');
      await ended;
      await Promise.all(children.map(untilGone));
    },
  };
};

const ready = /Agnes (?:\S+ serves|is ready:) +(http:\S+)\n/;

const urlOf = ({ child, stdout, stderr, ended }: HostProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    child.stdout.on('data', () => {
      const url = ready.exec(stdout())?.[1];
      if (url !== undefined) resolve(url);
    });
    void ended.then((code) => reject(new Error(`The host ended with ${code}:\n${stderr()}`)));
  });
