import { patience } from '../http/patience.ts';
import { type JsonObject, numberOf, textOf } from '../json/values.ts';
import type { Session } from '../session/session.ts';
import { byteText } from '../terminal/byte-text.ts';
import { confirm } from '../terminal/prompt.ts';
import { costsTooMuch } from './errors.ts';
import { type ScanWish, scanBody } from './snapshot.ts';

/** What a scan is expected to read and cost. */
export interface Estimate {
  /** As the server told it. */
  readonly told: JsonObject;
  readonly table: string | undefined;
  readonly scanBytes: number;
  readonly dollars: number;
  /** Above this the server wants somebody to be asked. */
  readonly askAbove: number;
}

/** Asks the server what a scan would read and cost; it reads nothing for that. */
export const estimateOf = async (wish: ScanWish, session: Session): Promise<Estimate> => {
  let askAbove = Number.POSITIVE_INFINITY;
  const told = await (await session.http()).object({
    method: 'POST',
    path: '/api/v2/scan/estimate',
    body: scanBody(wish),
    ...patience(),
    onHead: ({ headers }) => {
      askAbove = Number(headers['x-agnes-confirm-above-usd'] ?? Number.POSITIVE_INFINITY);
    },
  });
  return {
    told,
    table: textOf(told['table_id']),
    scanBytes: numberOf(told['estimated_scan_bytes']) ?? 0,
    dollars: numberOf(told['bq_cost_estimate_usd']) ?? 0,
    askAbove,
  };
};

/** An estimate as people read it. */
export const estimateLine = ({ told, scanBytes, dollars }: Estimate): string => {
  const rows = numberOf(told['estimated_result_rows']);
  const bytes = numberOf(told['estimated_result_bytes']);
  return [
    scanBytes === 0
      ? 'Estimate: nothing is read at a source'
      : `Estimate: ${byteText(scanBytes)} are read at the source`,
    `${costText(dollars)} USD`,
    ...(rows === undefined ? [] : [`at most ${rows} rows`]),
    ...(bytes === undefined ? [] : [`about ${byteText(bytes)} of rows`]),
  ].join(', ');
};

const costText = (dollars: number): string =>
  dollars > 0 && dollars < 0.01 ? 'less than 0.01' : dollars.toFixed(2);

/** Asks before something is dear: above what the caller said, or else above what the server says. Nobody there is a no. */
export const confirmCost = async (
  { dollars, askAbove }: Estimate,
  maxCost: number | undefined,
  session: Session,
): Promise<void> => {
  const most = maxCost ?? askAbove;
  if (!(dollars > most) || session.saysYes) return;
  if (!session.world.stdin.isTTY) throw costsTooMuch({ cost_usd: dollars, max_cost_usd: most });
  await confirm(session, `This costs about ${costText(dollars)} USD. Go on?`);
};
