import { defineError } from '@agnes/sdk/errors';

/** Something is not as it should be. */
export const notHealthy = defineError<{ overall: string; wrong: number }>({
  code: 'not_healthy',
  kind: 'internal',
  message: ({ overall, wrong }) => `${overall}: ${wordsFor(wrong)}.`,
  hint: 'What to do stands in each line; agnes diagnose --fix does what is safe to do.',
});

/** Both filters together leave nothing. */
export const nothingToCheck = defineError<{ component: string; symptom: string }>({
  code: 'nothing_to_check',
  kind: 'bad_request',
  message: ({ component, symptom }) => `"${component}" has nothing to do with the symptom "${symptom}".`,
  hint: 'Give one of the two.',
});

const wordsFor = (wrong: number): string => {
  if (wrong === 0) return 'nothing of it could be looked at';
  return wrong === 1 ? 'one thing is not as it should be' : `${wrong} things are not as they should be`;
};
