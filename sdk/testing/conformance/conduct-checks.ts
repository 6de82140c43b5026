import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demand, rejectionOf } from './demand.ts';
import { withHome } from './empty-home.ts';
import { filesBelow } from './listener.ts';
import { onStage, type Stage } from './stage.ts';
import type { Check, ConnectorSubject } from './subject.ts';

/** How a connector behaves while it reads. */
export const conductChecks = (subject: ConnectorSubject): readonly Check[] => [
  {
    title: 'nothing is written outside of the folders that were given',
    run: () => onStage(subject, (stage) => assertTidy(subject, stage)),
  },
  {
    title: 'a run that is cancelled ends, and reads nothing when it was cancelled before it began',
    run: () =>
      onStage(subject, async (stage) => {
        await assertCancelled(stage.read({ signal: AbortSignal.abort() }));
        const cancelled = new AbortController();
        const onMessage = () => cancelled.abort();
        const ended = await rejectionOf(stage.read({ signal: cancelled.signal, onMessage }));
        demand(
          ended === undefined || isAbort(ended.error),
          'A cancelled run ends as cancelled',
          ended?.error,
        );
      }),
  },
  ...(subject.silence ? [silenced(subject, subject.silence)] : []),
];

const silenced = (subject: ConnectorSubject, silence: () => Promise<void>): Check => ({
  title: 'a run that is cancelled ends although its server says nothing',
  run: () =>
    onStage(subject, async (stage) => {
      const cancelled = new AbortController();
      const asked = silence();
      const reading = assertCancelled(stage.read({ signal: cancelled.signal }));
      // Whoever fails before it asks is not waited for.
      await Promise.race([asked, reading]);
      cancelled.abort();
      await reading;
    }),
});

const assertCancelled = async (reading: Promise<unknown>): Promise<void> => {
  const ended = await rejectionOf(reading);
  demand(ended !== undefined && isAbort(ended.error), 'A cancelled run ends with the reason of its signal', {
    ended,
  });
};

/** The reason of the signal itself, or an error that it is the cause of. */
const isAbort = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'AbortError' || isAbort(error.cause));

/** The home and the temporary folder of the process are empty ones during the read. */
const assertTidy = async ({ folder }: ConnectorSubject, stage: Stage): Promise<void> => {
  const elsewhere = join(stage.folder, 'elsewhere');
  await mkdir(elsewhere);
  const own = fileURLToPath(folder);
  const before = await filesBelow(own);
  await withHome(elsewhere, () => stage.read());
  const after = await filesBelow(own);
  const strays = [...(await filesBelow(elsewhere)), ...after.filter((path) => !before.includes(path))];
  demand(strays.length === 0, 'A read writes into staging and what it keeps, and nowhere else', strays);
};
