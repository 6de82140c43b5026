import type { ExecutionContext } from 'ava';
import { farQueries } from './far-queries.ts';

/** 12 000 orders at a source, and the label of one region here. */
export const farOrders = (t: ExecutionContext) =>
  farQueries(t, {
    far: [
      "CREATE TABLE shop.orders AS SELECT id, 'region ' || id % 3 AS region, id * 10 AS amount FROM range(12000) t(id)",
      'CREATE TABLE shop.secrets AS SELECT 1 AS canary_column',
      'CREATE TABLE shop.odd AS SELECT 1 AS a',
    ],
    near: { labels: "SELECT 'region 1' AS region, 'One' AS label" },
    tables: ['orders', 'secrets', 'odd'],
  });

/** What a statement is refused with. */
export const refused = async (asked: Promise<unknown>) => {
  try {
    await asked;
    return 'answered';
  } catch (error) {
    const { code, kind, details } = Object(error);
    return { code, kind, detail: details?.detail };
  }
};
