import test from 'ava';
import { invitation, linkedDevice } from './support/desktop.ts';
import { startedDevice } from './support/device.ts';
import { servedAdmin } from './support/identity-server.ts';
import { addUser, type Served, type WireUser } from './support/people.ts';
import { intentOf, origin } from './support/started-identity.ts';

const { ip } = origin;
const email = 'carol@example.com';

type Surface = (presented: string) => Promise<unknown>;

/** Everything that takes a secret. A surface answers something when it lets somebody in. */
const surfacesOf = ({ identity }: Served): Readonly<Record<string, Surface>> => {
  const { desktopLinks, deviceLogins, wsTickets } = identity.accounts;
  const intent = intentOf('test');
  const link = (purpose: string): Surface => {
    return async (token) => (await identity.doors.links.take({ email, token, purpose, ip })).user;
  };
  return {
    api: (bearer) => identity.resolve({ bearer, ip }),
    cookie: (cookie) => identity.resolve({ cookie, ip }),
    desktop: (token) => desktopLinks.verify(token),
    'desktop code': (code) => desktopLinks.exchange({ code, ip }, intent),
    device: (deviceCode) => deviceLogins.poll({ deviceCode, ip }, intent),
    ticket: (ticket) => wsTickets.take(ticket, ip),
    invitation: link('password_setup'),
    reset: link('password_reset'),
    'sign-in link': link('magic_link'),
  };
};

/** One secret of every kind, each good at this moment. */
const secretsOf = async (served: Served): Promise<Readonly<Record<string, string>>> => {
  const { call, token } = served;
  const textOf = async (route: string, field: string, body?: object): Promise<string> =>
    String(((await (await call(route, { ...(body && { body }) })).json()) as WireUser)[field]);
  const tokenOf = (url: string): string => new URL(url).searchParams.get('token') ?? '';
  const device = await startedDevice(served);
  await call('POST /auth/device/approve', { body: { user_code: device.user_code } });
  const invited = { email, name: 'Carol', send_invite: true };
  const setup = await textOf('POST /api/users', 'invite_url', invited);
  const [carol] = (await (await call('GET /api/users?q=carol')).json()) as WireUser[];
  const reset = await textOf(`POST /api/users/${carol?.id}/reset-password`, 'reset_url');
  return {
    session: token,
    'personal access token': await textOf('POST /auth/tokens', 'token', { name: 'nightly' }),
    'desktop token': (await linkedDevice(served)).token,
    'desktop code': await invitation(served),
    'device code': device.device_code,
    'user code': (await startedDevice(served)).user_code,
    ticket: await textOf('POST /api/ws/ticket', 'ticket'),
    invitation: tokenOf(setup),
    reset: tokenOf(reset),
  };
};

test('T54: each secret is good at its own surface and at no other', async (t) => {
  const served = await servedAdmin(t);
  const surfaces = Object.entries(surfacesOf(served));
  const secrets = Object.entries(await secretsOf(served));

  const accepted = await Promise.all(
    secrets.flatMap(([secret, value]) =>
      surfaces.map(async ([surface, take]) => {
        const answer = await take(value).catch(() => undefined);
        return answer === undefined ? [] : [`${secret} at ${surface}`];
      }),
    ),
  );

  t.deepEqual(accepted.flat(), [
    'session at api',
    'session at cookie',
    'personal access token at api',
    'personal access token at cookie',
    'desktop token at desktop',
    'desktop code at desktop code',
    'device code at device',
    'ticket at ticket',
    'invitation at invitation',
    'reset at reset',
  ]);
});

test('T54: no operation of the API takes a desktop token, but those of the device itself', async (t) => {
  const served = await servedAdmin(t);
  const { token } = await linkedDevice(served);
  await addUser(served);
  const routes = [
    'GET /auth/me',
    'POST /auth/tokens',
    'GET /auth/sessions',
    'GET /api/users',
    'GET /api/desktop/links',
    'POST /api/desktop/link',
    'POST /api/ws/ticket',
    'POST /auth/logout',
    'POST /auth/device/approve',
  ];

  const answers = await Promise.all(routes.map((route) => served.call(route, { token })));

  t.deepEqual(
    answers.map(({ status }) => status),
    routes.map(() => 401),
  );
});
