import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';
import { answerTo } from './jira-answers.ts';
import { JiraSite } from './jira-site.ts';

/** How the server misbehaves at some requests. */
export interface Fault {
  readonly at: RegExp;
  /** How often; absent: once. */
  times?: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** `cut`: the connection ends amid the body. `hang`: nothing comes until the test is over. `drop`: no answer at all. */
  readonly body?: 'cut' | 'hang' | 'drop' | string;
  /** Called when such a request has come. */
  readonly onHit?: () => void;
}

/** What a Jira site is for a connector: the REST API, with its account, its paging and its moods. */
export interface JiraServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly site: JiraSite;
  /** `GET /path?query`, as they came. */
  readonly requests: string[];
  readonly faults: Fault[];
  /** Which credentials are good; change it to let a token expire. */
  account: { email: string; token: string };
  close(): Promise<void>;
}

/** Starts a site. The same program stands for the host that serves sites by their cloud id. */
export const startJira = async (
  t: Pick<ExecutionContext, 'teardown'>,
  site: JiraSite = new JiraSite(),
): Promise<JiraServer> => {
  const requests: string[] = [];
  const faults: Fault[] = [];
  const state = { account: { email: 'robot@acme.example', token: 'jira-token-canary' } };
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    void serve({ request, response, site, faults, state });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address.
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  t.teardown(close);
  return {
    url: `http://127.0.0.1:${port}`,
    site,
    requests,
    faults,
    get account() {
      return state.account;
    },
    set account(account) {
      state.account = account;
    },
    close,
  };
};

interface Served {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly site: JiraSite;
  readonly faults: readonly Fault[];
  readonly state: { readonly account: JiraServer['account'] };
}

const serve = async ({ request, response, site, faults, state }: Served): Promise<void> => {
  const url = new URL(request.url ?? '/', 'http://site');
  const chunks = await Array.fromAsync(request);
  const fault = faults.find(({ at, times = 1 }) => times > 0 && at.test(`${request.method} ${request.url}`));
  if (fault) {
    fault.times = (fault.times ?? 1) - 1;
    fault.onHit?.();
    return misbehave(response, fault);
  }
  const { email, token } = state.account;
  const good = `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`;
  const body = Buffer.concat(chunks).toString('utf8');
  const answer = answerTo({
    method: request.method ?? 'GET',
    url,
    isSignedIn: request.headers.authorization === good,
    body,
    site,
  });
  response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
  response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}));
};

const misbehave = (response: ServerResponse, { status = 200, headers = {}, body = '{}' }: Fault): void => {
  if (body === 'hang') return;
  if (body === 'drop') return void response.socket?.destroy();
  if (body !== 'cut') return void response.writeHead(status, headers).end(body);
  response.writeHead(status, { ...headers, 'content-length': '1000' });
  response.write('{"key": "AB', () => response.socket?.destroy());
};
