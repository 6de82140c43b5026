import { type Fault, type Passing, pass, passPart } from './proxy.ts';

/** The middle of an answer, at another place for each seed. */
const somewhere = ({ body }: Passing, seed: number): number =>
  1 + ((seed * 2_654_435_761) % Math.max(1, body.length - 1));

const drop = (seed: number): Fault => ({
  answered: async (passing, response) => {
    await passPart(passing, response, somewhere(passing, seed));
    response.destroy();
  },
});

const stall: Fault = {
  answered: (passing, response) => passPart(passing, response, somewhere(passing, 5)),
};

/** Ends in good order, with fewer bytes than there are. */
const truncate: Fault = {
  answered: ({ status, headers: { 'content-length': _, ...headers }, body }, response) =>
    response.writeHead(status, headers).end(body.subarray(0, body.length / 3)),
};

const tooMany: Fault = {
  answered: ({ status, headers: { 'content-length': _, ...headers }, body }, response) =>
    response.writeHead(status, headers).end(Buffer.concat([body, body])),
};

const busy: Fault = {
  answered: (_passing, response) =>
    response
      .writeHead(503, { 'Retry-After': '1', 'Content-Type': 'application/problem+json' })
      .end('{"code":"starting","detail":"Not yet.","hint":"Wait."}'),
};

const wrongBytes: Fault = {
  answered: ({ body, ...passing }, response) =>
    pass(
      { ...passing, body: Buffer.from(body.map((byte, i) => (i % 1000 === 7 ? byte ^ 255 : byte))) },
      response,
    ),
};

const noRanges: Fault = {
  asked: (headers) => {
    headers.delete('range');
    headers.delete('if-range');
  },
};

const shifted: Fault = {
  answered: ({ body, ...passing }, response) =>
    pass({ ...passing, body: Buffer.concat([body.subarray(1), body.subarray(0, 1)]) }, response),
};

const none: Fault = {
  answered: ({ headers }, response) =>
    response.writeHead(416, { 'Content-Range': 'bytes */3', 'Repr-Digest': headers['repr-digest'] }).end(),
};

/** Another file than the manifest lists: its validators say so. */
const otherFile: Fault = {
  answered: ({ status, headers }, response) => {
    const digest = Buffer.alloc(32, 1);
    const own = {
      etag: `"${digest.toString('hex')}"`,
      'repr-digest': `sha-256=:${digest.toString('base64')}:`,
    };
    response.writeHead(status, { ...headers, ...own, 'content-length': '5' }).end('other');
  },
};

const noDigest: Fault = {
  answered: ({ headers: { 'repr-digest': _, ...headers }, ...passing }, response) =>
    pass({ ...passing, headers }, response),
};

/** What happens in syncs one after the other, before one to which nothing happens. */
export const histories: Readonly<Record<string, readonly Fault[]>> = {
  'drops three times, each time further on': [drop(3), drop(7), drop(11)],
  stalls: [stall],
  'ends too early': [truncate],
  'sends too much': [tooMany],
  'is busy': [busy],
  'sends wrong bytes': [wrongBytes],
  'sends wrong bytes for the rest of a file': [drop(3), wrongBytes],
  'sends a rest that is shifted': [drop(4), shifted],
  'ignores ranges': [drop(3), noRanges],
  'has no such range': [drop(5), none],
  'has another file by now': [drop(3), otherFile],
  'promises no digest': [noDigest],
};
