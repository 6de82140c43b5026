import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, type Connector, UpstreamError } from '@agnes/sdk/connector';
import { type ConnectorSubject, conformance, fakeHttp } from '@agnes/sdk/testing';
import test from 'ava';
import tickets from '../../docs/examples/tickets/connector.ts';

const secret = 'canary-of-the-suite';
const folder = new URL('../../docs/examples/tickets/', import.meta.url);
const plan = {
  id: 't1',
  name: 'tickets',
  strategy: 'full_refresh',
  fullRefresh: true,
  primaryKey: [],
} as const;

/** A help desk in memory, read by the connector of the page, or by one that was made worse. */
const subjectWith = (
  worse: Partial<Connector<never>> = {},
  more: Partial<ConnectorSubject> = {},
): ConnectorSubject => {
  const world = { status: 200 };
  const be = (status: number) => () => {
    world.status = status;
  };
  return {
    folder,
    connector: { ...tickets, ...worse },
    config: { url: 'https://desk.example.com', token: 'DESK_TOKEN' },
    secrets: { token: secret },
    http: ({ staging, secrets }) =>
      fakeHttp({
        staging,
        answer: () => ({
          status: secrets['token'] === secret ? world.status : 401,
          headers: { 'retry-after': '900' },
          text: JSON.stringify({ tickets: [{ id: 1 }, { id: 2 }] }),
        }),
      }).http,
    tables: [{ plan, columns: ['id', 'subject', 'updated_at'], rows: 2 }],
    offered: ['tickets'],
    troubles: { refused: be(401), busy: be(429), broken: be(500) },
    calm: be(200),
    ...more,
  };
};

/** Titles of the checks that fail, by the first words of what they say. */
const faultsOf = async (subject: ConnectorSubject): Promise<readonly string[]> => {
  const faults: string[] = [];
  for (const { run } of conformance(subject)) {
    await run().catch((error: Error) => faults.push(error.message.replace(/; found:.*$/s, '')));
  }
  return [...new Set(faults)];
};

type Read = Connector<never>['read'];

/** Does something before it reads as it should. */
const first = (work: (context: Parameters<Read>[0]) => unknown): { readonly read: Read } => ({
  async *read(context) {
    await work(context);
    yield* tickets.read(context);
  },
});

const silence = 'No secret occurs in a message, a log, an error or a file';

const leaks: Readonly<Record<string, Partial<Connector<never>>>> = {
  'in the log': first(({ log }) => log(`asked with ${secret}`)),
  'in a file': first(({ staging = '' }) =>
    writeFile(join(staging, 'note'), `token=${encodeURIComponent(secret)}`),
  ),
  'in the cause of an error': {
    check: async () => {
      throw ConfigError({ reason: 'No.' }, { cause: new Error(`Bearer ${secret}`) });
    },
  },
  'in the cause of an error that ends a table': {
    async *read() {
      const cause = new Error(`Bearer ${secret}`);
      yield { type: 'failed', table: 't1', error: ConfigError({ reason: 'No.' }, { cause }) };
    },
  },
  'in a notice': {
    async *read(context) {
      yield { type: 'notice', code: 'asked', message: Buffer.from(secret).toString('base64') };
      yield* tickets.read(context);
    },
  },
};

for (const [where, worse] of Object.entries(leaks)) {
  test.serial(`a secret ${where} is found`, async (t) => {
    const faults = await faultsOf(subjectWith(worse));

    t.true(faults.includes(silence), faults.join('\n'));
    t.false(faults.join().includes(secret));
  });
}

test.serial('a connector that goes by the rules passes', async (t) => {
  t.deepEqual(await faultsOf(subjectWith()), []);
});

let reads = 0;
const faulty: Readonly<Record<string, readonly [Partial<Connector<never>>, readonly string[]]>> = {
  'writes where it likes': [
    first(() => writeFile(join(tmpdir(), 'stray'), 'x')),
    ['A read writes into staging and what it keeps, and nowhere else'],
  ],
  'does not hear that it is cancelled': [
    { read: (context) => tickets.read({ ...context, signal: new AbortController().signal }) },
    ['A cancelled run ends with the reason of its signal'],
  ],
  'reads other rows each time': [
    {
      async *read(context) {
        yield* tickets.read(context);
        reads += 1;
        yield { type: 'rows', table: 't1', rows: [{ id: 100 + reads }] };
      },
    },
    ['"tickets" has 2 rows', '"tickets" is the same when it is read again'],
  ],
  'says nothing of a table': [
    { async *read() {} },
    ['"tickets" is read', 'A cancelled run ends with the reason of its signal', '"tickets" fails'],
  ],
  'proposes names that SQL does not take': [
    {
      async *discover() {
        yield { name: 'my tickets', sourceTable: 'tickets' };
      },
    },
    ['Proposed names are strict identifiers'],
  ],
  'lists half of what there is': [{ async *discover() {} }, ['Discovery lists tickets']],
  'takes any secret': [{ check: async () => {} }, ['The test of the connection fails']],
  'has one word for every failure': [
    {
      async *read(context) {
        yield* orElse(tickets.read(context));
      },
    },
    ['Trouble "refused" is told as AuthError or PermissionError', 'Trouble "busy" is told as RateLimited'],
  ],
};

async function* orElse<T>(messages: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* messages;
  } catch (cause) {
    throw UpstreamError({ reason: 'Something went wrong.' }, { cause });
  }
}

for (const [what, [worse, faults]] of Object.entries(faulty)) {
  test.serial(`a connector that ${what} is found out, and nothing else is held against it`, async (t) => {
    t.deepEqual(await faultsOf(subjectWith(worse)), faults);
  });
}

test.serial('what is asked for and is not there ends in words, not in silence', async (t) => {
  const short = await faultsOf(subjectWith({}, { secrets: { token: 'short' } }));
  const unknown = await faultsOf(subjectWith({}, { config: { url: 'https://desk.example.com', tokn: 'X' } }));

  t.true(short.includes('A secret under test has eight characters or more'));
  t.regex(unknown.join('\n'), /its schema refuses the settings: .*tokn/);
});
