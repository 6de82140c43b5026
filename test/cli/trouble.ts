import { stat } from 'node:fs/promises';
import { type Answerer, rangedAnswer } from './stand-in.ts';

/** Rows whose file has about a megabyte: more than one packet, quickly made. */
export const large = 'SELECT hash(range) AS n FROM range(120000)';

/** Sends the first half of the first answer and then drops the connection. */
export const cutOnce = (bytes: Buffer): Answerer => {
  let isCut = false;
  return (request, response) => {
    if (isCut) return false;
    isCut = true;
    const { status, headers, body } = rangedAnswer(request, bytes);
    response.writeHead(status, headers).write(body.subarray(0, body.length / 2), () => response.destroy());
    return true;
  };
};

/** Sends some bytes and then nothing more, with the connection open. */
export const holdAfter =
  (bytes: Buffer, count: number): Answerer =>
  (request, response) => {
    const { status, headers, body } = rangedAnswer(request, bytes);
    response.writeHead(status, headers).write(body.subarray(0, count));
  };

/** Waits until something has arrived in a file, and answers how much. */
export const arrivingBytes = async (path: string): Promise<number> => {
  for (;;) {
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    );
    if (size > 0) return size;
    await new Promise((resolve) => setImmediate(resolve));
  }
};
