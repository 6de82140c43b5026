import { systemTimers } from '../http/timers.ts';
import type { Identity } from '../identity/identity.ts';
import { composeHost } from './container.ts';
import { signInMethodUnknown } from './errors.ts';
import { loadFirstData } from './first-data.ts';
import type { Host } from './host-type.ts';
import { hourly } from './hourly.ts';
import type { InstanceConfig } from './instance-config.ts';
import { listen } from './listen.ts';
import { openLocalDoor } from './local-door.ts';
import type { Log } from './log.ts';
import { openOutside } from './open-outside.ts';
import { openServer } from './open-server.ts';
import { pluginQuestions } from './plugin-questions.ts';
import { makeSource, provision } from './provision.ts';
import { startWork } from './start-work.ts';

export interface HostOptions {
  readonly instance: InstanceConfig;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** The seeded administrator gets the given password anew, as the demo wants it. */
  readonly resetPassword?: boolean;
  /** Only the plugins that ship with the host are loaded. */
  readonly safeMode?: boolean;
}

/** Starts a host: opens what it needs, wires it, provisions, then listens. */
export const startHost = async ({
  instance,
  env,
  log,
  resetPassword = false,
  safeMode = false,
}: HostOptions): Promise<Host> => {
  await using opening = new AsyncDisposableStack();
  const questions = pluginQuestions();
  const outside = await openOutside(opening, { instance, env, log, safeMode, ...questions });
  const { parts, operations } = composeHost(outside);
  questions.answerFrom(parts);
  opening.use(parts.identity);
  // Before those who ask, so that it ends after them.
  opening.use(parts.queryLog);
  opening.use(parts.pool);
  opening.use(parts.feed.deliveries);
  opening.use(parts.heavyPool);
  opening.use(parts.engines);
  const declared = outside.plugins.list().flatMap(({ contributes }) => contributes.authProviders);
  const unknown = parts.identity.doors.methods.unknown(declared, Object.keys(instance.config.auth.groups));
  if (unknown.length > 0) throw signInMethodUnknown({ names: unknown });
  const setupCode = await provision(parts, { instance, env, resetPassword });
  opening.use(parts.anchoring);
  parts.anchoring.start();
  opening.use(parts.outboxWorker);
  parts.outboxWorker.start();
  await startWork(opening, parts);
  const { identity, readOnly, web } = parts;
  opening.use(hourly({ timers: systemTimers, log }, upkeepOf(identity)));
  const server = await openServer(opening, { outside, identity, readOnly, web, operations, instance, env });
  opening.use(await openLocalDoor({ ...outside, access: parts.access }));
  const { url } = opening.use(await listen(server, instance));
  const running = opening.move();
  return {
    url,
    version: outside.about.version,
    setupCode,
    plugins: outside.plugins,
    ensureSource: (wanted) => makeSource(parts.registry, wanted),
    loadFirstData: (signal) => loadFirstData(parts, signal),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
};

const upkeepOf = ({ accounts: { upkeep } }: Identity) => ({
  remind: () => upkeep.remindExpiring(),
  sweep: () => upkeep.sweep(),
});
