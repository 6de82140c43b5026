import { isPlatformError, type PlatformError } from '@agnes/sdk';
import type { LoadedConnector } from '../../kernel/loaded.ts';
import { checkCaps, scanCapOf } from '../engines/cost-guard.ts';
import { emptyTable, isScanned, type Needed } from '../engines/landed-need.ts';
import type { RemoteAsk } from '../engines/remote-ask.ts';
import type { RemotePlans } from '../engines/remote-plans.ts';
import type { ScanBudget } from '../engines/scan-budget.ts';
import { figuresName } from '../protocol.ts';
import type { LandedTable } from '../scope.ts';
import type { RemoteOutlook } from './query-plan.ts';

/** What looking ahead needs. */
export interface OutlookDeps {
  readonly remotePlans: Pick<RemotePlans, 'estimate'>;
  readonly connectors: {
    connector(type: string, source?: string): Pick<LoadedConnector, 'contribution'> | undefined;
  };
  readonly budget: Pick<ScanBudget, 'check'>;
  /** What BigQuery asks for the 2^40 bytes that it reads, in US dollars. */
  readonly usdPerTib: number;
}

/** What of sources a statement would read, and why it would not be let. */
export interface Outlook {
  readonly remotes: readonly RemoteOutlook[];
  readonly refusals: readonly PlatformError[];
}

/** Asks every source what its part would cost, and holds that against caps and what is left of the day. */
export const outlookOf = async (
  ask: RemoteAsk,
  needed: readonly Needed[],
  deps: OutlookDeps,
): Promise<Outlook> => {
  const { connectors, budget } = deps;
  const looks = await Promise.all(needed.map((one) => lookOf(ask, one, deps)));
  const estimated = looks.flatMap(({ remote }) => {
    const { bytes } = remote;
    return bytes === undefined ? [] : [{ ...remote, bytes }];
  });
  const total = estimated.reduce((sum, { bytes }) => sum + bytes, 0);
  const refusals = [
    ...looks.map(({ refusal }) => refusal),
    await refusalOf(async () => checkCaps(estimated, connectors)),
    needed.length > 0 ? await refusalOf(() => budget.check(ask.principal.userId, total)) : undefined,
  ];
  return {
    remotes: looks.map(({ remote }) => remote),
    refusals: refusals.filter((refusal) => refusal !== undefined),
  };
};

interface Look {
  readonly remote: RemoteOutlook;
  readonly refusal?: PlatformError;
}

const lookOf = async (
  ask: RemoteAsk,
  needed: Needed,
  { remotePlans, connectors, usdPerTib }: OutlookDeps,
): Promise<Look> => {
  const capBytes = scanCapOf(needed.source, connectors.connector(needed.source.type, needed.source.slug));
  const cap = capBytes !== undefined && { capBytes };
  try {
    const estimated = await remotePlans.estimate(ask, needed);
    const costUsd = (estimated.bytes / 2 ** 40) * usdPerTib;
    return { remote: { ...estimated, ...cap, ...(needed.source.type === 'bigquery' && { costUsd }) } };
  } catch (error) {
    if (!isPlatformError(error) || error.code !== 'estimate_unavailable') throw error;
    return { remote: { ...needed, ...cap }, refusal: error };
  }
};

/** What a check refuses with. */
const refusalOf = async (check: () => Promise<void>): Promise<PlatformError | undefined> => {
  try {
    await check();
    return undefined;
  } catch (error) {
    if (isPlatformError(error)) return error;
    throw error;
  }
};

/** The tables of a statement as they will be once their rows have come. */
export const expectedTables = (needed: Needed): readonly LandedTable[] => {
  const { types } = needed.need;
  const own = { ...emptyTable(needed), isExpected: true };
  if (!types || !isScanned(needed)) return [own];
  return [own, { place: ['', '', figuresName], columns: types, isExpected: true }];
};
