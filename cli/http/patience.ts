import type { Call } from './client.ts';
import type { Waiting } from './waiting.ts';

const patienceSeconds = 300;
const graceSeconds = 5;

/** How long its answer is waited for: a little longer than it may take, so that the server can say that it took too long. */
export const patience = (waiting?: Waiting): Pick<Call, 'seconds' | 'grace' | 'onHead'> => ({
  seconds: patienceSeconds,
  grace: graceSeconds,
  ...(waiting && { onHead: (answer) => waiting.watch(answer) }),
});
