import type { Http, PlatformError } from '@agnes/sdk';
import type { HttpAnswer, HttpCall } from '@agnes/sdk/extract';
import { protocolError } from './connector-run-errors.ts';

/** What carries the requests of one run. */
export interface HttpServerParts {
  readonly plugin: string;
  readonly http: Http;
  readonly answer: (answer: HttpAnswer) => Promise<void>;
}

/** Twice what the SDK sends; a child that sends more does not use it. */
const mostAtOnce = 16;

/** Carries the requests of a child. Throws when it sends more at once than it may. */
export const serveHttp = ({ plugin, http, answer }: HttpServerParts): ((call: HttpCall) => void) => {
  let open = 0;
  const carry = async ({ id, call, url, request }: HttpCall): Promise<void> => {
    const message = await http[call](url, request).then(
      (response): HttpAnswer => ({ type: 'http', id, response }),
      (error: PlatformError): HttpAnswer => ({ type: 'http', id, error: told(error) }),
    );
    // The child may be gone by now. One that does not read its answers gets no further ones.
    await answer(message).catch(() => {});
    open -= 1;
  };
  return (call) => {
    if (open >= mostAtOnce)
      throw protocolError({ plugin, reason: `more than ${mostAtOnce} requests at once.` });
    open += 1;
    void carry(call);
  };
};

const told = ({ code, kind, message, hint }: PlatformError) => ({ code, kind, message, hint });
