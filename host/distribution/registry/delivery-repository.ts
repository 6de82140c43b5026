import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import type { PluginKey } from './marketplace.ts';

/** Content of a plugin that reached somebody, by one way. */
export interface DeliveredVersion {
  readonly userId: string;
  /** Absent for somebody who is gone. */
  readonly email: string | null;
  readonly channel: string;
  readonly version: string;
  readonly digest: string;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

/** Rows that are told at once. */
const most = 1_000;

/** What of a plugin reached whom, the latest first. */
export const deliveriesOf = async (
  db: Kysely<Tables>,
  { marketplace, plugin }: PluginKey,
): Promise<readonly DeliveredVersion[]> =>
  await db
    .selectFrom('marketplace_deliveries as delivery')
    .leftJoin('users', 'users.id', 'delivery.principal')
    .select(['delivery.principal as userId', 'users.email', 'delivery.channel', 'delivery.version'])
    .select([
      'delivery.content_digest as digest',
      'delivery.first_at as firstAt',
      'delivery.last_at as lastAt',
    ])
    .where('delivery.marketplace_id', '=', marketplace)
    .where('delivery.plugin', '=', plugin)
    .orderBy('delivery.first_at', 'desc')
    .orderBy('delivery.principal')
    .limit(most)
    .execute();
