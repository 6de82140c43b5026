import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { tableFromIPC } from 'apache-arrow';
import { HostClient } from '../../support/host-client.ts';

/** One person who scans. */
export class Scanner {
  readonly client: HostClient;
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.client = new HostClient(url, token);
    this.#url = url;
    this.#token = token;
  }

  /** The bytes of a scan, with its counts wherever they stand: `fetch` does not show trailers. */
  async scan(body: object, accept = '*/*') {
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json', accept };
    const sent = request(`${this.#url}/api/v2/scan`, { method: 'POST', headers });
    sent.end(JSON.stringify(body));
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    const bytes = await buffer(answer);
    const { headers: said, trailers, statusCode: status } = answer;
    const counts = { ...said, ...trailers };
    return {
      ...{ status, bytes, trailers, type: said['content-type'] },
      told: [counts['x-agnes-rows'], counts['x-agnes-truncated']],
    };
  }

  /** The rows of a scan as a reader of Arrow sees them, each value as text. */
  async rows(body: object): Promise<readonly (readonly string[])[]> {
    const { bytes } = await this.scan(body);
    return tableFromIPC(bytes)
      .toArray()
      .map((row) => Object.values(row.toJSON()).map(String));
  }

  /** What a scan, or its estimate, is refused with. */
  async refusal(body: object, path = 'scan') {
    const { status, body: problem } = await this.client.send(`POST /api/v2/${path}`, { body });
    return { status, code: problem['code'], detail: problem['detail'] };
  }

  /** Status, error and kind of a refusal. */
  async kindOf(body: object, path: string): Promise<readonly unknown[]> {
    const { status, detail } = await this.refusal(body, path);
    return [status, Object(detail).error, Object(detail).kind];
  }

  /** What each question about a table is answered, as text that does not name it. */
  async everywhere(id: string): Promise<readonly string[]> {
    const { client } = this;
    const gets = ['schema', 'sample'].map((path) => client.send(`GET /api/v2/${path}/${id}`));
    const body = { table_id: id, where: 'no_column = 1', limit: 9_000_000_000 };
    const posts = ['scan', 'scan/estimate'].map((path) => client.send(`POST /api/v2/${path}`, { body }));
    const answers = await Promise.all([...gets, ...posts]);
    return answers.map(({ status, body: { instance: _instance, request_id: _id, ...said } }) =>
      JSON.stringify([status, said]).replaceAll(id, '…'),
    );
  }

  /** The body of a GET below `/api/v2`. */
  get(path: string) {
    return this.client.ask(`GET /api/v2/${path}`);
  }
}
