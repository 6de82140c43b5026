import { typesTable } from './postgres-types.ts';

/** What the reader finds in the server. */
export const shopTables = `${typesTable};
    CREATE TABLE orders (id int PRIMARY KEY, state text, total numeric(10,2), changed timestamptz, seq bigint);
    INSERT INTO orders SELECT n, CASE WHEN n % 2 = 0 THEN 'open' ELSE 'done' END, n / 4.0,
      timestamptz '2024-01-01 00:00:00Z' + n * interval '1 minute', n FROM generate_series(1, 100) n;
    UPDATE orders SET changed = NULL, seq = NULL WHERE id = 100;
    CREATE TABLE hidden (id int);
    CREATE TABLE large AS SELECT n AS id, md5(n::text) AS text FROM generate_series(1, 100000) n;
    CREATE TABLE parted (id int, day date) PARTITION BY RANGE (day);
    CREATE TABLE parted_2024 PARTITION OF parted FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
    INSERT INTO parted VALUES (1, '2024-05-05');
    CREATE VIEW open_orders AS SELECT * FROM orders WHERE state = 'open';
    CREATE MATERIALIZED VIEW totals AS SELECT state, sum(total) AS total FROM orders GROUP BY 1;
    COMMENT ON TABLE orders IS 'What was ordered';
    ANALYZE;
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader;
    REVOKE ALL ON hidden FROM reader`;
