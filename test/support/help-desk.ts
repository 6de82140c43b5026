import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';

/** Serves two pages of tickets to whoever sends this token; resolves to the address. */
export const startHelpDesk = async (t: ExecutionContext, token: string): Promise<string> => {
  const pages = [
    { tickets: [ticket(1, 'No light'), ticket(2, 'No sound')], next: 2 },
    { tickets: [ticket(3, 'No heat')] },
  ];
  const server = createServer((request, response) => {
    const isKnown = request.headers.authorization === `Bearer ${token}`;
    const page = new URL(request.url ?? '', 'http://desk').searchParams.get('page');
    response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' });
    response.end(isKnown ? JSON.stringify(pages[Number(page) - 1]) : '{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const ticket = (id: number, subject: string) => ({ id, subject, updated_at: `2026-03-0${id}T12:00:00Z` });
