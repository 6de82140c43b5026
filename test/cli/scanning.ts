import { readdir } from 'node:fs/promises';
import type { ExecutionContext } from 'ava';
import { parquetOf } from './parquet.ts';
import { type Machine, newMachine } from './run-agnes.ts';
import { type Answerer, json, type StandIn, startStandIn } from './stand-in.ts';

const type = 'application/vnd.apache.parquet';
const readAt = '2026-01-01T00:00:00+00:00';

/** What a scan answers, and what is said of it. */
interface Scanned {
  readonly rows?: number;
  readonly truncated?: boolean;
  readonly readAt?: string;
}

/** Sends a parquet file with its counts behind the last byte, as the server does with large ones. */
export const scanned =
  (bytes: Buffer, said: Scanned = {}): Answerer =>
  (_request, response) => {
    response.writeHead(200, {
      'Content-Type': type,
      'X-Agnes-Extracted-At': said.readAt ?? readAt,
      Trailer: 'X-Agnes-Rows, X-Agnes-Truncated',
    });
    response.write(bytes.subarray(0, bytes.length / 2));
    response.write(bytes.subarray(bytes.length / 2));
    const { rows = 1, truncated = false } = said;
    response.addTrailers({ 'X-Agnes-Rows': String(rows), 'X-Agnes-Truncated': String(truncated) });
    response.end();
  };

/** Ends in due form, but before the counts. */
export const scannedWithoutCounts =
  (bytes: Buffer): Answerer =>
  (_request, response) => {
    response.writeHead(200, { 'Content-Type': type });
    response.write(bytes.subarray(0, bytes.length / 2));
    response.end();
  };

/** Sends half of it, and then nothing more with the connection open. */
export const scannedHalf =
  (bytes: Buffer): Answerer =>
  (_request, response) => {
    response.writeHead(200, { 'Content-Type': type }).write(bytes.subarray(0, bytes.length / 2));
  };

/** Breaks off in the middle. */
export const scannedBroken =
  (bytes: Buffer): Answerer =>
  (_request, response) => {
    response
      .writeHead(200, { 'Content-Type': type })
      .write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
  };

/** Answers estimates with that cost. */
export const estimated = (server: StandIn, dollars = 0, table = 'orders'): void => {
  const answer = json({
    table_id: table,
    estimated_scan_bytes: dollars * 1e9,
    estimated_result_rows: 5,
    estimated_result_bytes: null,
    bq_cost_estimate_usd: dollars,
  });
  server.answers.set('POST /api/v2/scan/estimate', (request, response) => {
    response.setHeader('X-Agnes-Confirm-Above-Usd', '1');
    return answer(request, response);
  });
};

/** A server that answers scans with three rows, and a machine. */
export const scanning = async (t: ExecutionContext) => {
  const server = await startStandIn(t);
  estimated(server);
  const bytes = await parquetOf('SELECT range AS n FROM range(3)');
  server.answers.set('POST /api/v2/scan', scanned(bytes, { rows: 3 }));
  return { server, bytes, machine: await newMachine(t, server.url) };
};

/** Names of all that lies among the snapshots. */
export const snapshotFiles = async (machine: Machine): Promise<readonly string[]> =>
  (await readdir(machine.path('user/snapshots'), { recursive: true })).toSorted();
