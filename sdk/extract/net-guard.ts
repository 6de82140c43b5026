import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { constants } from 'node:os';
import tls from 'node:tls';
import { addressGuard } from './address.ts';
import { guardedLookup, type SocketGrant } from './guarded-lookup.ts';
import { deny, fix } from './seat-belt.ts';

const { apply } = Reflect;

/** What the kernel says to who may not. Node makes an error event of it, like of any connection that fails. */
const refused = -constants.errno.EACCES;

/**
 * Holds a process that may open connections to the hosts and ports it was granted. It guards the handles that every
 * socket of Node ends in, so net, tls, http, fetch and what is built on them are held alike, and it compares the address
 * that is connected to, not the name. Nothing listens, no datagram is sent, no name server is asked but the system's.
 * A seat belt, not a wall; it must be fastened before the first line of a plugin runs, and can be fastened once.
 */
export const guardSockets = (grant: SocketGrant): void => {
  const guard = addressGuard(grant.privateAllowed);
  const admitted: Record<string, true> = Object.create(null);
  const admit = (address: string, port: number): void => {
    admitted[`${address} ${port}`] = true;
  };
  for (const { host, port } of grant.hosts) if (guard.mayConnect(host, host)) admit(host, port);
  // Of these types alone: an object could be one address when it is checked and another when it is used.
  const isAdmitted = (address: unknown, port: unknown): boolean =>
    typeof address === 'string' && typeof port === 'number' && admitted[`${address} ${port}`] === true;
  const folders = grant.folders.map((folder) => `${folder}/`);
  const isInFolder = (path: string): boolean =>
    folders.some((folder) => path.startsWith(folder) && !path.slice(folder.length).includes('/'));
  guardHandles({ isAdmitted, isInFolder });
  guardNames(guardedLookup(grant, { guard, admit }));
  for (const name of ['createSocket', 'Socket']) deny(dgram, name);
  if (grant.ca !== undefined) tls.setDefaultCACertificates([...tls.getCACertificates('default'), grant.ca]);
  for (const [target, names] of stoodOn)
    for (const name of names) fix(target, name, Reflect.get(target, name));
  // Else `import { lookup } from 'node:dns'` still hands out the original.
  syncBuiltinESMExports();
};

interface Allowed {
  readonly isAdmitted: (address: unknown, port: unknown) => boolean;
  readonly isInFolder: (path: string) => boolean;
}

const guardHandles = ({ isAdmitted, isInFolder }: Allowed): void => {
  const [tcp, pipe] = [handleOf({ host: '127.0.0.1', port: 9 }), handleOf({ path: '/' })];
  for (const name of ['connect', 'connect6'])
    guardCall(tcp, name, (_request, address, port) => isAdmitted(address, port));
  guardCall(pipe, 'connect', (_request, path) => typeof path === 'string' && isInFolder(path));
  guardCall(tcp, 'listen', () => false);
  for (const name of ['bind', 'listen']) guardCall(pipe, name, () => false);
};

/** What all handles of this kind inherit from. The socket is gone before it connects to anything. */
const handleOf = (where: net.NetConnectOpts): object => {
  const socket = new net.Socket().on('error', () => {});
  socket.connect(where);
  const prototype = prototypeOf(Reflect.get(socket, '_handle'));
  socket.destroy();
  return prototype;
};

const guardCall = (
  target: object,
  name: string,
  isAllowed: (...args: readonly unknown[]) => boolean,
): void => {
  const original = Reflect.get(target, name);
  fix(target, name, function (this: unknown, ...args: readonly unknown[]): unknown {
    return apply(isAllowed, undefined, args) ? apply(original, this, args) : refused;
  });
};

/** Questions that go to name servers by themselves could carry anything anywhere. */
const guardNames = ({ lookup, lookupPromise }: ReturnType<typeof guardedLookup>): void => {
  fix(dns, 'lookup', lookup);
  fix(dns.promises, 'lookup', lookupPromise);
  // Some libraries make a resolver at their start and never use it.
  const resolvers = [new dns.Resolver(), new dns.promises.Resolver()].map(prototypeOf);
  const handles = [new dns.Resolver(), new dns.promises.Resolver()].map((one) =>
    prototypeOf(Reflect.get(one, '_handle')),
  );
  denyAll(dns, dns.promises, ...resolvers, ...resolvers.map(prototypeOf), ...handles);
};

const prototypeOf = (value: object): object => Object.getPrototypeOf(value);

const harmless = new Set([
  'constructor',
  'lookup',
  'Resolver',
  'cancel',
  'getServers',
  'getDefaultResultOrder',
]);

const denyAll = (...targets: readonly object[]): void => {
  for (const target of new Set(targets)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(target))) {
      if (typeof value === 'function' && !harmless.has(name)) deny(target, name);
    }
  }
};

/** What the guard itself calls while the plugin runs: whoever replaced it would decide in its place. */
const stoodOn: readonly (readonly [object, readonly (string | symbol)[]])[] = [
  [net, ['isIP', 'BlockList']],
  [net.BlockList.prototype, ['check']],
  [Array.prototype, ['filter', 'forEach', 'some']],
  [Set.prototype, ['has']],
  [RegExp.prototype, ['exec', Symbol.replace]],
  [String.prototype, ['endsWith', 'includes', 'replace', 'slice', 'startsWith', 'toLowerCase']],
];
