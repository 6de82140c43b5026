import { defineService, type PassResult, type ServiceHost } from '@agnes/sdk';

export default defineService({
  create: (host) => {
    const { schedules, tickSeconds, now, log } = host;
    const since = now();
    let fired = 0;
    let detail = 'Nothing was due yet.';
    let running: Promise<PassResult> = Promise.resolve('done');
    let stopTicking = () => {};
    const pass = async (): Promise<PassResult> => {
      try {
        for (const schedule of await dueAt(host, now())) {
          await schedules.fire(schedule);
          fired += 1;
        }
        detail = `Fired ${fired} so far.`;
        return 'done';
      } catch (error) {
        detail = error instanceof Error ? error.message : String(error);
        log(`A pass failed: ${detail}`);
        return 'failed';
      }
    };
    return {
      pass,
      start: () => {
        stopTicking = schedules.tick(tickSeconds, () => {
          running = pass();
        });
      },
      health: () => ({ status: 'ok', since, detail, metrics: { fired } }),
      stop: async () => {
        stopTicking();
        await running;
      },
    };
  },
});

const dueAt = async ({ schedules }: ServiceHost, now: number) =>
  (await schedules.list()).filter(({ nextRun }) => nextRun !== undefined && nextRun <= now);
