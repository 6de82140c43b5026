import { fileURLToPath } from 'node:url';
import type { PassResult, RunningService } from '@agnes/sdk';
import { findPlugins } from '../kernel/find-plugins.ts';
import { resolveSdkHere } from '../kernel/sdk-resolution.ts';
import { loadServices } from '../kernel/set-up.ts';
import { exitCode } from './exit-code.ts';
import type { Invocation } from './invocation.ts';
import { schedulerSettings } from './scheduler-settings.ts';
import { schedulesOverHttp } from './schedules-over-http.ts';
import { untilStopped } from './until-stopped.ts';
import { hostVersion } from './version.ts';

const bundled = fileURLToPath(new URL('../../plugins/', import.meta.url));
const shortestToken = 32;

/** `agnes service <name>`: runs a service in this process. It opens no database and reaches the host over HTTP. */
export const runService = async ({ args, env, terminal }: Invocation): Promise<number> => {
  const [name = '', ...flags] = args;
  const services = await bundledServices();
  const loaded = services.find(({ id }) => id === name);
  if (!loaded || flags.some((flag) => flag !== '--once')) {
    const known = services.map(({ id }) => id).join(', ');
    terminal.warn(`agnes service <name> [--once] runs one of: ${known}.`);
    return exitCode.usage;
  }
  const token = env['SCHEDULER_API_TOKEN'] ?? '';
  if (token.length < shortestToken) {
    terminal.warn(
      `SCHEDULER_API_TOKEN is missing or shorter than ${shortestToken} characters; set it to that of the host.`,
    );
    return exitCode.badArguments;
  }
  const service = loaded.service.create({
    now: Date.now,
    tickSeconds: schedulerSettings(env).tickSeconds,
    log: (message) => terminal.warn(`${name}: ${message}`),
    schedules: schedulesOverHttp({ url: env['API_URL'] || 'http://localhost:8000', token }),
  });
  return flags.includes('--once') ? codes[await service.pass()] : goOn(service);
};

const codes: Readonly<Record<PassResult, number>> = {
  done: exitCode.ok,
  failed: exitCode.failed,
  partial: exitCode.partial,
};

const goOn = async (service: RunningService): Promise<number> => {
  service.start();
  await untilStopped();
  await service.stop();
  return exitCode.ok;
};

const bundledServices = async () => {
  await resolveSdkHere();
  const found = await findPlugins({
    bundled,
    // Only what ships with the host runs with its token.
    local: '',
    hostVersion: await hostVersion(),
    isEnabled: () => true,
  });
  const whole = found.flatMap(({ refused, manifest, folder }) =>
    refused || !manifest ? [] : [{ folder, manifest }],
  );
  return (await Promise.all(whole.map(loadServices))).flat();
};
