import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { conformance } from '@agnes/sdk/testing';

const secret = 'the-token-of-the-desk';
const tickets = [
  { id: 1, subject: 'No light' },
  { id: 2, subject: 'No sound' },
];
let trouble: number | undefined;

/** A help desk: it knows its token, cuts its lists into pages, and fails when it is told to. */
const desk = createServer(({ url = '', headers }, response) => {
  const page = Number(new URL(url, 'http://desk').searchParams.get('page'));
  const isKnown = headers.authorization === `Bearer ${secret}`;
  response.writeHead(trouble ?? (isKnown ? 200 : 401), { 'retry-after': '900' });
  response.end(
    JSON.stringify({ tickets: [tickets[page - 1]], ...(page < tickets.length && { next: page + 1 }) }),
  );
});
await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
after(() => desk.close());

const be = (status?: number) => () => {
  trouble = status;
};

const checks = conformance({
  folder: new URL('./', import.meta.url),
  config: { url: `http://127.0.0.1:${(desk.address() as AddressInfo).port}`, token: 'HELPDESK_TOKEN' },
  secrets: { token: secret },
  // The host adds the header that the manifest declares; here the test does.
  http: ({ secrets }) => ({
    fetch: async (url) => {
      const answer = await fetch(url, { headers: { authorization: `Bearer ${secrets['token']}` } });
      const { status, headers } = answer;
      return { status, headers: Object.fromEntries(headers), text: await answer.text() };
    },
    download: async () => Promise.reject(new Error('nothing is downloaded')),
  }),
  tables: [
    {
      plan: { id: 't1', name: 'tickets', strategy: 'full_refresh', fullRefresh: true, primaryKey: [] },
      columns: ['id', 'subject', 'updated_at'],
      rows: 2,
    },
  ],
  offered: ['tickets'],
  troubles: { refused: be(401), busy: be(429), broken: be(500) },
  calm: be(),
});

for (const { title, run } of checks) test(title, run);
