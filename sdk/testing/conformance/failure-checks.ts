import { type Failure, failureOf } from '../../extract/failure.ts';
import { demand, rejectionOf } from './demand.ts';
import { onStage, type Stage } from './stage.ts';
import type { Check, ConnectorSubject, Subject, Trouble } from './subject.ts';
import { assertTold, meanings } from './troubles.ts';

/** How the failures of a server are told. */
export const failureChecks = (subject: ConnectorSubject): readonly Check[] => [
  ...(subject.secrets ? [wrongSecret(subject, subject.secrets)] : []),
  ...troublesOf(subject).map(({ trouble, begin }) => ({
    title: `${meanings[trouble].title} is told as such`,
    run: () =>
      onStage(subject, async (stage) => {
        await begin();
        await assertAllTold(subject, trouble, stage);
      }),
  })),
];

/** By the test of the connection as far as it can meet the trouble, and by every table. */
const assertAllTold = async (subject: ConnectorSubject, trouble: Trouble, stage: Stage): Promise<void> => {
  if (ofConnection.has(trouble)) assertTold(subject, trouble, await failureOfCheck(stage));
  if (subject.isPatient && passing.has(trouble)) return;
  for (const failure of await failuresOfRead(subject, stage)) assertTold(subject, trouble, failure);
};

/** A trouble of this server. */
interface Begun {
  readonly trouble: Trouble;
  readonly begin: () => void | Promise<void>;
}

/** The troubles that the server of a subject knows. */
export const troublesOf = ({ troubles = {} }: Subject): readonly Begun[] =>
  Object.entries(troubles).flatMap(([trouble, begin]) => (isTrouble(trouble) ? [{ trouble, begin }] : []));

const isTrouble = (word: string): word is Trouble => word in meanings;

/** Troubles that the test of the connection meets, too. */
const ofConnection = new Set<Trouble>(['refused', 'busy', 'broken']);

/** Troubles that may be over in a moment. */
const passing = new Set<Trouble>(['busy', 'broken']);

const wrongSecret = (subject: ConnectorSubject, right: Readonly<Record<string, string>>): Check => ({
  title: 'a wrong secret is refused with a code and a hint, by the test of the connection and by the read',
  run: async () => {
    const { wrongSecrets: secrets = wrong(right) } = subject;
    // What is wrong is as secret as what is right: it may be a slip of the pen, or meant for somewhere else.
    await onStage({ ...subject, secrets }, (stage) => assertAllTold(subject, 'refused', stage));
  },
});

const wrong = (secrets: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.keys(secrets).map((setting) => [setting, `wrong-canary-${setting}`]));

const failureOfCheck = async (stage: Stage): Promise<Failure> => {
  const ended = await rejectionOf(stage.check());
  demand(ended !== undefined, 'The test of the connection fails', 'it succeeds');
  return failureOf(ended?.error);
};

/** What the read throws ends every table; a table may also say so itself. */
const failuresOfRead = async ({ tables }: ConnectorSubject, stage: Stage): Promise<readonly Failure[]> => {
  const reading = stage.read();
  const thrown = await rejectionOf(reading);
  if (thrown) return [failureOf(thrown.error)];
  const read = await reading;
  return tables.flatMap(({ plan: { id, name } }) => {
    const error = read.tables[id]?.error;
    demand(error !== undefined, `"${name}" fails`, read.tables[id] ?? 'nothing was said of it');
    return error ? [error] : [];
  });
};
