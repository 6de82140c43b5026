import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connector, ConnectorContext, DiscoveredTable, PlannedTable } from '../../connector.ts';
import { frozenCopy } from '../../frozen-copy.ts';
import type { Manifest } from '../../manifest.ts';
import { Secret } from '../../secret.ts';
import { type CollectedRead, collectRead } from '../collect-read.ts';
import { fakeHttp } from '../fake-http.ts';
import { rejectionOf } from './demand.ts';
import { entryAt } from './entries.ts';
import { Listener } from './listener.ts';
import { connectorIn, filledIn, manifestIn } from './manifest.ts';
import type { ConnectorSubject, Subject } from './subject.ts';

/** What one call may have of its own. */
interface Call {
  readonly secrets?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** What one read may have of its own. */
interface ReadCall extends Call {
  readonly tables?: readonly PlannedTable[];
  /** Called after every message of the connector. */
  readonly onMessage?: () => void;
}

/** A connector with all that it is called with. Everything it says and leaves is heard. */
export interface Stage {
  /** The folder that everything is to stay in. */
  readonly folder: string;
  check(call?: Call): Promise<void>;
  discover(call?: Call): Promise<readonly DiscoveredTable[]>;
  read(call?: ReadCall): Promise<CollectedRead>;
}

/** Sets up folders for one check, listens to it, and ends it when a secret was heard. */
export const onStage = async (
  subject: ConnectorSubject,
  play: (stage: Stage) => Promise<void>,
): Promise<void> =>
  inFolder(subject, async (folder, listener) => {
    const manifest = await manifestIn(subject.folder);
    await play(stageIn({ folder, listener, manifest, subject }));
  });

/** A folder for one check, searched at its end, and what listens. A secret that was heard is told before anything else. */
export const inFolder = async (
  { secrets = {}, calm }: Subject,
  work: (folder: string, listener: Listener) => Promise<void>,
): Promise<void> => {
  const folder = await mkdtemp(join(await realpath(temporary), 'agnes-conformance-'));
  try {
    const listener = new Listener(Object.values(secrets));
    const ended = await rejectionOf(work(folder, listener));
    await listener.search(folder);
    listener.assertSilence();
    if (ended) throw ended.error;
  } finally {
    await calm?.();
    await rm(folder, { recursive: true, force: true });
  }
};

/** As it was at first: a check may have set another one. */
const temporary = tmpdir();

interface Parts {
  readonly folder: string;
  readonly listener: Listener;
  readonly manifest: Manifest;
  readonly subject: ConnectorSubject;
}

const stageIn = (parts: Parts): Stage => ({
  folder: parts.folder,
  check: (call = {}) =>
    heard(parts, async () => (await connectorOf(parts)).check((await calledWith(parts, call)).context)),
  discover: (call = {}) =>
    heard(parts, async () => {
      const { context } = await calledWith(parts, call);
      const found: DiscoveredTable[] = [];
      for await (const table of (await connectorOf(parts)).discover(context)) found.push(table);
      return found;
    }),
  read: (call = {}) => heard(parts, () => read(parts, call)),
});

/** Whatever comes of a call is heard, its error too. */
const heard = async <T>({ listener }: Parts, work: () => Promise<T>): Promise<T> => {
  try {
    const result = await work();
    listener.hear(result);
    return result;
  } catch (error) {
    listener.hear(error);
    throw error;
  }
};

const connectorOf = async ({ subject, manifest }: Parts): Promise<Connector<never>> =>
  // Another check of the suite looks at what the entry exports.
  subject.connector ?? ((await entryAt(subject.folder, connectorIn(manifest).entry)) as Connector<never>);

interface Called {
  readonly staging: string;
  /** Values that the run itself is given. */
  readonly handed: Readonly<Record<string, string>>;
  readonly context: ConnectorContext<never>;
}

const calledWith = async (parts: Parts, { secrets, signal = never }: Call): Promise<Called> => {
  const { subject, manifest, listener, folder } = parts;
  const { now = Date.now, http } = subject;
  const given = secrets ?? subject.secrets ?? {};
  const staging = await mkdtemp(join(folder, 'staging-'));
  const around = { staging, secrets: given };
  const handed = handedOver(manifest, given);
  const wrapped = Object.entries(handed).map(([name, value]) => [name, new Secret(value)]);
  const context = {
    // The schema has checked it, and the type of the connector's settings is written by the schema.
    config: frozenCopy(filledIn(manifest, subject.config)) as never,
    http: http?.(around) ?? fakeHttp(around).http,
    log: (message: string) => listener.hear(message),
    signal,
    now,
    secrets: Object.fromEntries(wrapped),
    ...(manifest.capabilities?.state && { kept: await keptIn(folder) }),
  };
  return { staging, handed, context };
};

const read = async (parts: Parts, { tables, onMessage, ...call }: ReadCall): Promise<CollectedRead> => {
  const { deliveries, tables: all } = parts.subject;
  const { staging, handed, context } = await calledWith(parts, call);
  return collectRead(listening(await connectorOf(parts), { listener: parts.listener, onMessage }), {
    ...context,
    staging,
    secrets: handed,
    tables: tables ?? all.map(({ plan }) => plan),
    ...(deliveries && { deliveries }),
  });
};

interface Ears {
  readonly listener: Listener;
  readonly onMessage: (() => void) | undefined;
}

/**
 * The connector, heard word by word: what it logs before it fails, and what hangs on an error that ends a table, would be
 * lost otherwise. Rows are found in staging.
 */
const listening = (connector: Connector<never>, { listener, onMessage }: Ears): Connector<never> => ({
  check: (context) => connector.check(context),
  discover: (context) => connector.discover(context),
  async *read(context) {
    const log = (line: string): void => listener.hear(line);
    for await (const message of connector.read({ ...context, log })) {
      if (message.type !== 'rows') listener.hear(message);
      yield message;
      onMessage?.();
    }
  },
});

/** A stream without sockets is handed no secret: the broker adds them. */
const handedOver = (
  manifest: Manifest,
  secrets: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  const { capabilities } = manifest;
  const isHanded = connectorIn(manifest).runtime === 'duckdb' || capabilities?.sockets !== undefined;
  const named = new Set(isHanded ? capabilities?.secrets?.map(({ config }) => config) : []);
  return Object.fromEntries(Object.entries(secrets).filter(([setting]) => named.has(setting)));
};

/** One for all calls, as a source keeps it from run to run. */
const keptIn = async (folder: string): Promise<string> => {
  const kept = join(folder, 'kept');
  await mkdir(kept, { recursive: true });
  return kept;
};

const never = new AbortController().signal;
