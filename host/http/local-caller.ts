import type { Context } from 'koa';
import { plainAddress } from './client-address.ts';

const forwarding = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'] as const;

/** True for a program on this machine. A proxy on it speaks for others, and says so in a header. */
export const isLocalCaller = ({ req }: Context): boolean => {
  const peer = plainAddress(req.socket.remoteAddress ?? '');
  const isHere = peer === '::1' || peer.startsWith('127.');
  return isHere && forwarding.every((name) => req.headers[name] === undefined);
};
