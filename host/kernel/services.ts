import type { RunningService, ServiceHealth, ServiceHost } from '@agnes/sdk';
import { attributed } from './attribution.ts';
import { withDeadline } from './deadline.ts';
import { serviceStopTimedOut } from './errors.ts';
import type { LoadedService } from './loaded.ts';
import { reasonOf } from './reason.ts';

/** A service as people see it. */
export interface ServiceState {
  readonly id: string;
  readonly title: string;
  /** `publisher/slug`. */
  readonly plugin: string;
  readonly version: string;
  readonly health: ServiceHealth;
}

/** Milliseconds a service has to end what it is doing. */
const longestStop = 15_000;

/** The services of this process that were started. */
export class Services {
  readonly #running = new Map<string, RunningService>();
  readonly #log: (message: string) => void;

  constructor(log: (message: string) => void) {
    this.#log = log;
  }

  /** Has it go on by itself until the answer is disposed of. */
  start(loaded: LoadedService, host: ServiceHost): AsyncDisposable {
    const { id, plugin, version } = loaded;
    const of = { plugin, version, during: 'service' };
    const running = attributed(of, () => loaded.service.create(host));
    this.#running.set(id, running);
    attributed(of, () => running.start());
    return {
      [Symbol.asyncDispose]: async () => {
        this.#running.delete(id);
        const late = () => serviceStopTimedOut({ service: id, seconds: longestStop / 1000 });
        const stopped = withDeadline(async () => running.stop(), longestStop, late);
        await stopped.catch((error: unknown) => this.#log(`Service "${id}": ${reasonOf(error)}`));
      },
    };
  }

  stateOf({ id, title, plugin, version }: LoadedService): ServiceState {
    return { id, title, plugin, version, health: healthOf(this.#running.get(id)) };
  }
}

const healthOf = (running: RunningService | undefined): ServiceHealth => {
  if (!running) return down('It was not started.');
  try {
    return running.health();
  } catch (cause) {
    return down(reasonOf(cause));
  }
};

const down = (detail: string): ServiceHealth => ({ status: 'down', since: 0, detail, metrics: {} });
