import test, { type ExecutionContext } from 'ava';
import { operations as declared } from '../../host/app/operations.ts';
import { bodyLimit } from '../../host/http/input.ts';
import { markWritten } from '../../host/http/intent.ts';
import type { AnyOperation } from '../../host/http/operation.ts';
import type { Principal } from '../../host/http/principal.ts';
import { rateClassOf } from '../../host/http/rate-class.ts';
import { createHttpServer } from '../../host/http/server.ts';
import { guardedServer } from '../support/guarded-server.ts';
import { inLanes } from '../support/in-lanes.ts';
import { mutations } from '../support/path-mutations.ts';
import { rawRequest } from '../support/raw-request.ts';

const session = { userId: 'u', email: 'u@x', isAdmin: false, kind: 'session', tokenId: 's' } as const;
const people: Readonly<Record<string, Principal>> = {
  user: session,
  admin: { ...session, isAdmin: true },
  token: { ...session, kind: 'pat', isAdmin: true },
  feed: { ...session, kind: 'pat', isAdmin: true, scopes: ['marketplace'] },
  scheduler: { userId: 's', email: 'scheduler@system.local', isAdmin: true, kind: 'scheduler' },
};

/** The operations of the host with their guards and without their work: whoever gets through gets a 200. */
const operations: readonly AnyOperation[] = declared.map((operation) => ({
  id: operation.id,
  route: operation.route,
  summary: operation.summary,
  who: operation.who,
  result: operation.result,
  ...('scope' in operation && { scope: operation.scope }),
  ...('service' in operation && { service: operation.service }),
  ...('credential' in operation && { credential: operation.credential }),
  ...('perMinute' in operation && { perMinute: 1_000 }),
  run: async ({ intent }) => {
    markWritten(intent);
    return {};
  },
}));

const pathOf = (route: string): [method: string, path: string] => {
  const [method = '', path = ''] = route.split(' ');
  return [method, path.replaceAll(/:[a-z_]+/gi, 'x')];
};

const served = async (t: ExecutionContext) => {
  const { url } = await guardedServer(t, { operations, people });
  const ask = async (method: string, path: string, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await rawRequest(url, path, { method, headers });
    // A browser that is not signed in is sent to the sign-in page: to whom it happens nothing was opened.
    return answer.headers.location?.startsWith('/login?next=') ? 401 : answer.status;
  };
  return inLanes(ask);
};

const bearer = (person: string) => ({ authorization: `Bearer ${person}` });

/** The credential of a caller in the form that an operation takes. */
const credentialOf = (caller: string, { credential }: AnyOperation) =>
  credential === 'basic'
    ? { authorization: `Basic ${Buffer.from(`any:${caller}`).toString('base64')}` }
    : bearer(caller);

test('T70: every operation says who may call it, and one that does not stops the start', (t) => {
  const silent = declared.filter(({ who }) => !['public', 'user', 'session', 'admin'].includes(who));

  t.deepEqual(silent, []);
  t.throws(
    () =>
      createHttpServer({
        // What a plugin of another language version might hand over.
        operations: operations.map(({ who: _, ...rest }) => rest as AnyOperation),
        origin: 'http://localhost:8000',
        trustedProxies: [],
        now: Date.now,
        onFailure: () => undefined,
        resolve: async () => session,
      }),
    { code: 'undeclared_access' },
  );
});

test('N69: every operation is in a class of rate, and what signs in has a limit of its own', (t) => {
  const unlimited = declared.filter((operation) => !(rateClassOf(operation).perMinute > 0));
  const strangers = declared.filter(
    (operation) =>
      operation.who === 'public' &&
      /^(POST|PUT|PATCH|DELETE) /.test(operation.route) &&
      !('perMinute' in operation),
  );

  t.deepEqual(unlimited, []);
  t.deepEqual(
    strangers.map(({ route }) => route),
    [],
  );
});

test('T62: below /auth/ no body is larger than 4 KiB', (t) => {
  const large = declared.filter(({ route }) => / \/auth\//.test(route)).filter((o) => bodyLimit(o) > 4_096);

  t.deepEqual(
    large.map(({ route }) => route),
    [],
  );
});

test('T61: only what triggers or lists jobs names the scheduler', (t) => {
  const own = declared.filter((operation) => 'service' in operation);

  t.deepEqual(
    own.map(({ id }) => id),
    ['job.list', 'job.get', 'job.events', 'schedule.list', 'sync.trigger', 'marketplace.sync_all'],
  );
});

/** Who gets through the guards of an operation, by who it is for. */
const admittedBy = {
  public: ['', 'user', 'admin', 'token', 'feed', 'scheduler'],
  user: ['user', 'admin', 'token'],
  session: ['user', 'admin'],
  admin: ['admin', 'token'],
} as const;

test('T70: of every operation, each kind of caller gets through where it may and nowhere else', async (t) => {
  const status = await served(t);
  const callers = ['', ...Object.keys(people)];

  const admitted: { readonly id: string; readonly callers: readonly string[] }[] = [];
  for (const operation of operations) {
    const { id, route } = operation;
    const [method, path] = pathOf(route);
    const seen = await Promise.all(
      callers.map(async (caller) => ({
        caller,
        got: await status(method, path, caller ? credentialOf(caller, operation) : {}),
      })),
    );
    admitted.push({ id, callers: seen.filter(({ got }) => got < 300).map(({ caller }) => caller) });
  }

  t.deepEqual(
    admitted,
    operations.map(({ id, who, service, scope }) => ({
      id,
      callers: [
        ...admittedBy[who],
        ...(scope === 'marketplace' ? ['feed'] : []),
        ...(service ? ['scheduler'] : []),
      ],
    })),
  );
});

test('T70: HEAD, other verbs and overrides open nothing', async (t) => {
  const status = await served(t);
  const guarded = operations.filter(({ who }) => who === 'admin').map(({ route }) => pathOf(route));
  const override = { 'x-http-method-override': 'GET', 'x-method-override': 'GET', 'x-http-method': 'GET' };

  const answers = await Promise.all(
    guarded.flatMap(([method, path]) => [
      status('HEAD', path),
      status('TRACE', path),
      status('PROPFIND', path),
      status(method, `${path}?_method=GET`, override),
      status('OPTIONS', path, override),
    ]),
  );

  t.deepEqual([...new Set(answers)].sort(), [401, 405]);
});

test('T113: no spelling of a path gets anybody through a guard that the path itself has', async (t) => {
  const status = await served(t);
  const guarded = operations.filter(({ who }) => who === 'admin').map(({ route }) => pathOf(route));
  // One spelling of all paths at a time: a server takes only so many connections at once.
  const through = async (headers: Readonly<Record<string, string>>) => {
    const seen: { readonly path: string; readonly got: number }[] = [];
    for (const mutate of mutations) {
      const answers = guarded.map(async ([method, path]) => ({
        path: `${method} ${mutate(path)}`,
        got: await status(method, mutate(path), headers),
      }));
      seen.push(...(await Promise.all(answers)));
    }
    return seen.filter(({ got }) => got < 400 || got >= 500);
  };

  t.deepEqual(await through({}), []);
  t.deepEqual(await through(bearer('user')), []);
  t.deepEqual(await through(bearer('feed')), []);
});
