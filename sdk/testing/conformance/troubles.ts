import type { Failure, FailureClass } from '../../extract/failure.ts';
import { demand } from './demand.ts';
import type { Subject, Trouble } from './subject.ts';

/** What the host must hear of a trouble, so that people and the queue do the right thing. */
interface Meaning {
  /** Goes on with "is told as such". */
  readonly title: string;
  readonly classes: readonly FailureClass[];
  readonly retryAfter?: number;
}

/** Every trouble and what it is told as. */
export const meanings: Readonly<Record<Trouble, Meaning>> = {
  refused: {
    title: 'a credential that the server refuses',
    classes: ['AuthError', 'PermissionError'],
  },
  forbidden: {
    title: 'a credential that may not read',
    classes: ['AuthError', 'PermissionError'],
  },
  busy: { title: 'a server that wants fewer requests', classes: ['RateLimited'], retryAfter: 900 },
  broken: { title: 'a server that fails', classes: ['UpstreamError'] },
  cut: { title: 'an answer that breaks off', classes: ['UpstreamError'] },
  missing: { title: 'something that is not there any more', classes: ['NotFound'] },
};

/** The failure is what the trouble means, and tells people what to do. */
export const assertTold = ({ codes = {} }: Subject, trouble: Trouble, failure: Failure): void => {
  const { classes, retryAfter } = meanings[trouble];
  const code = codes[trouble];
  const isMeant = code === undefined ? classes.includes(failure.class) : failure.code === code;
  demand(isMeant, `Trouble "${trouble}" is told as ${code ?? classes.join(' or ')}`, failure);
  const isWait = retryAfter === undefined || failure.retryAfter === retryAfter;
  demand(isWait, `The failure carries retryAfter ${retryAfter}`, failure);
  demand(failure.hint !== '', 'The failure has a hint', failure);
};
