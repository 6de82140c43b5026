import { failureOf } from '../../extract/failure.ts';
import { frozenCopy } from '../../frozen-copy.ts';
import { fakeHttp } from '../fake-http.ts';
import { demand, rejectionOf } from './demand.ts';
import { troublesOf } from './failure-checks.ts';
import { filledIn, manifestIn } from './manifest.ts';
import { inFolder } from './stage.ts';
import type { AskingSubject, Check } from './subject.ts';
import { assertTold, meanings } from './troubles.ts';

/** What a plugin without tables does when it asks its server. */
export const askingChecks = (subject: AskingSubject): readonly Check[] => [
  {
    title: 'a server that answers is understood',
    run: () => asked(subject, async (ask) => void (await ask())),
  },
  ...troublesOf(subject).map(({ trouble, begin }) => ({
    title: `${meanings[trouble].title} is told as such`,
    run: () =>
      asked(subject, async (ask) => {
        await begin();
        const ended = await rejectionOf(ask());
        const failure = failureOf(ended?.error);
        demand(ended !== undefined, 'A server that fails is no success', 'nothing was thrown');
        assertTold(subject, trouble, failure);
      }),
  })),
];

/** Whatever it gives, says or leaves is heard. */
const asked = async (
  subject: AskingSubject,
  play: (ask: () => Promise<unknown>) => Promise<void>,
): Promise<void> =>
  inFolder(subject, async (staging, listener) => {
    const config = frozenCopy(filledIn(await manifestIn(subject.folder), subject.config));
    const around = { staging, secrets: subject.secrets ?? {} };
    const http = subject.http?.(around) ?? fakeHttp(around).http;
    const log = (message: string): void => listener.hear(message);
    await play(async () => {
      try {
        const answer = await subject.ask({ ...around, config, http, log });
        listener.hear(answer);
        return answer;
      } catch (error) {
        listener.hear(error);
        throw error;
      }
    });
  });
