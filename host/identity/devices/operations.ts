import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { reply } from '../../http/reply.ts';
import type { Identity } from '../identity.ts';
import { headers, maxBody } from '../operations.ts';
import { newToken } from '../schema.ts';
import { newTokenOnWire } from '../wire.ts';
import * as schema from './schema.ts';

interface Services {
  readonly identity: Identity;
}

const start = operation({
  id: 'device.code',
  route: 'POST /auth/device/code',
  summary: 'Start signing in a program without browser; a person confirms it on the page /device',
  who: 'public',
  body: schema.deviceRequest,
  bodyOptional: true,
  result: schema.deviceStarted,
  perMinute: 10,
  maxBody,
  run: async ({ body, request }, { identity }: Services) => {
    const started = await identity.accounts.deviceLogins.start({
      client: body?.client ?? '',
      ip: request.ip,
    });
    return reply({
      headers,
      body: {
        device_code: started.deviceCode,
        user_code: started.userCode,
        verification_uri: started.verificationUri,
        expires_in: started.expiresIn,
        interval: started.interval,
      },
    });
  },
});

const poll = operation({
  id: 'device.token',
  route: 'POST /auth/device/token',
  summary: 'Get the personal access token of a sign-in that was confirmed, once',
  who: 'public',
  body: schema.deviceQuestion,
  result: newToken,
  problems: ['authorization_pending', 'slow_down', 'expired_token', 'access_denied'],
  perMinute: 10,
  maxBody,
  audit: () => ({ action: 'token.create' }),
  run: async ({ body, request, intent }, { identity }: Services) => {
    const asked = { deviceCode: body.device_code, ip: request.ip };
    return reply({ headers, body: newTokenOnWire(await identity.accounts.deviceLogins.poll(asked, intent)) });
  },
});

const problems = ['user_code_unknown', 'too_many_tries'];

const approve = operation({
  id: 'device.approve',
  route: 'POST /auth/device/approve',
  summary: 'Let the device that shows this code have a token of yours',
  who: 'session',
  body: schema.deviceApproval,
  result: Type.Null(),
  status: 204,
  problems,
  maxBody,
  audit: () => ({ action: 'device.approved' }),
  run: ({ body: { user_code: userCode, scopes }, principal, intent }, { identity }: Services) =>
    identity.accounts.deviceApprovals.approve({ userCode, scopes }, principal, intent),
});

const deny = operation({
  id: 'device.deny',
  route: 'POST /auth/device/deny',
  summary: 'Refuse the device that shows this code',
  who: 'session',
  body: schema.deviceDenial,
  result: Type.Null(),
  status: 204,
  problems,
  maxBody,
  audit: () => ({ action: 'device.denied' }),
  run: ({ body: { user_code: userCode }, principal, intent }, { identity }: Services) =>
    identity.accounts.deviceApprovals.deny({ userCode }, principal, intent),
});

/** Signing in programs that have no browser. */
export const deviceOperations = [start, poll, approve, deny];
