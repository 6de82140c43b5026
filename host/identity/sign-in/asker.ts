import type { Input } from '../../http/operation.ts';
import type { Asker } from './attempt.ts';

/** Who is at the other end of a request, for a sign-in. */
export const askerOf = ({ request, intent }: Pick<Input, 'request' | 'intent'>): Asker => ({
  ip: request.ip,
  userAgent: request.userAgent,
  intent,
});
