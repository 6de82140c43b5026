/** Numbers from a seed: the same seed gives the same statements. */
export const numbersFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
};

/** The table that random statements are about; `odd` values are at the ends of what its types hold. */
export const randomTable = `SELECT
  id::INTEGER AS id,
  CASE WHEN id % 11 = 0 THEN NULL ELSE (id % 7)::BIGINT END AS grp,
  CASE WHEN id % 13 = 0 THEN NULL ELSE 'name ' || (id % 5) || CASE WHEN id % 3 = 0 THEN '_x' ELSE '' END END AS name,
  CASE id % 17 WHEN 0 THEN 'NaN'::DOUBLE WHEN 1 THEN 'Infinity'::DOUBLE WHEN 2 THEN NULL ELSE id / 4.0 END AS ratio,
  (id * 1.37)::DECIMAL(12, 3) AS price,
  DATE '2026-01-01' + (id % 40)::INTEGER AS day,
  TIMESTAMP '2026-01-01 00:00:00' + to_hours((id % 50)::INTEGER) AS moment,
  (TIMESTAMP '2026-01-01 00:00:00' + to_hours((id % 30)::INTEGER))::TIMESTAMPTZ AS instant,
  CASE WHEN id % 9 = 0 THEN NULL ELSE id % 2 = 0 END AS flag,
  CASE WHEN id % 4 = 0 THEN [id, id + 1] END AS list,
  9007199254740990 + id % 5 AS huge
FROM range(400) t(id)`;

const conditions = [
  'id > 5',
  'id <= 300',
  '17 < id',
  'id BETWEEN 20 AND 90',
  'id IN (1, 2, 3, 77)',
  'id <> 4',
  'grp = 3',
  'grp IS NULL',
  'grp IS NOT NULL',
  "name = 'name 1'",
  "name <> 'name 1'",
  "name LIKE 'name 1%'",
  "name LIKE 'name%x'",
  "name LIKE 'name 2_x'",
  "name > 'name 2'",
  "name IN ('name 3', 'name 4_x')",
  'ratio > 50',
  'ratio < 50',
  'ratio = 2.25',
  'ratio >= 10.5',
  'ratio <> 3',
  'price > 100',
  'price <= 100.5',
  "day >= DATE '2026-01-20'",
  "day < '2026-01-10'",
  "moment > '2026-01-01 10:00:00'",
  "moment <= TIMESTAMP '2026-01-02 00:00:00'",
  "moment > '2026-01-02'",
  "instant >= '2026-01-01 12:00:00'",
  "instant < TIMESTAMPTZ '2026-01-02 00:00:00'",
  'flag',
  'flag = true',
  'flag <> true',
  'NOT flag',
  'huge > 9007199254740991',
  'huge = 9007199254740992',
  'id % 2 = 0',
  '(id = 3 OR grp = 2)',
  'length(name) > 6',
  'x.id > 10',
  'id > (SELECT 5)',
  'list IS NULL',
];

const plainItems = [
  'id',
  'name',
  'grp',
  'x.price',
  'day',
  'moment',
  'instant',
  'flag',
  'huge',
  'ratio',
  'list',
  'upper(name) AS big',
  'id + 1',
];
const aggregates = [
  'count(*)',
  'count(grp) AS n',
  'sum(id)',
  'sum(price) AS total',
  'min(day)',
  'max(moment)',
  'min(price)',
  'max(huge)',
  'avg(id)',
  'count(DISTINCT grp)',
  'count(DISTINCT name)',
  'sum(id) / count(*)',
  'round(avg(price), 2)',
  'max(name)',
  'min(ratio)',
  'sum(huge)',
  'sum(id) FILTER (WHERE flag)',
  'median(id)',
  'CASE WHEN count(*) > 9 THEN sum(id) ELSE 0 END',
];
const groups = ['grp', 'name', 'day', 'flag', 'huge', 'ratio', 'instant'];

/** A statement over the table `T`, and whether the order of its rows is that of the answer. */
export const randomStatement = (
  next: () => number,
): { readonly sql: string; readonly isLimited: boolean } => {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)] as Item;
  const some = (items: readonly string[], most: number): readonly string[] => [
    ...new Set(Array.from({ length: 1 + Math.floor(next() * most) }, () => pick(items))),
  ];
  const where = next() < 0.8 ? ` WHERE ${some(conditions, 3).join(' AND ')}` : '';
  const kind = next();
  if (kind < 0.35)
    return { sql: `SELECT ${some(plainItems, 4).join(', ')} FROM T AS x${where}`, isLimited: false };
  if (kind < 0.7) {
    const keys = next() < 0.8 ? some(groups, 2) : [];
    const items = [...keys, ...some(aggregates, 3)];
    const by =
      keys.length === 0
        ? ''
        : ` GROUP BY ${pick([keys.join(', '), 'ALL', keys.map((_, index) => index + 1).join(', ')])}`;
    const having = next() < 0.3 ? ' HAVING count(*) > 3' : '';
    return { sql: `SELECT ${items.join(', ')} FROM T AS x${where}${by}${having}`, isLimited: false };
  }
  return pick([
    { sql: `SELECT * FROM T AS x${where}`, isLimited: false },
    { sql: `SELECT id, name FROM T x${where} LIMIT 7`, isLimited: true },
    { sql: 'SELECT * FROM T x LIMIT 5 OFFSET 3', isLimited: true },
    {
      sql: `WITH some AS (SELECT id, grp FROM T x${where}) SELECT grp, count(*) FROM some GROUP BY grp`,
      isLimited: false,
    },
    {
      sql: `SELECT x.id, y.label FROM T x JOIN labels y ON x.grp = y.grp${where.replaceAll(/(?<![.\w])(id|grp)\b/g, 'x.$1')}`,
      isLimited: false,
    },
    {
      sql: `SELECT y.grp, count(x.id) FROM labels y LEFT JOIN T x ON x.grp = y.grp AND x.id > 50 WHERE x.id IS NULL OR x.id < 200 GROUP BY ALL`,
      isLimited: false,
    },
    {
      sql: `SELECT count(*) FROM labels y LEFT JOIN T x ON x.grp = y.grp WHERE x.id IS NULL`,
      isLimited: false,
    },
    {
      sql: `SELECT count(*) FROM T x WHERE id > 10 AND EXISTS (SELECT 1 FROM T z WHERE z.id = x.id + 1 AND z.flag)`,
      isLimited: false,
    },
    {
      sql: `SELECT id, row_number() OVER (PARTITION BY grp ORDER BY id) AS n FROM T x${where}`,
      isLimited: false,
    },
    { sql: `SELECT DISTINCT grp, flag FROM T x${where}`, isLimited: false },
    {
      sql: `SELECT grp, count(*) AS n FROM T x${where} GROUP BY grp ORDER BY n DESC, grp LIMIT 3`,
      isLimited: false,
    },
    { sql: `SELECT x FROM T x${where}`, isLimited: false },
    { sql: `SELECT COLUMNS('i.*') FROM T x${where}`, isLimited: false },
    { sql: `SELECT id FROM T x WHERE id < 20 UNION ALL SELECT id FROM T z WHERE id > 390`, isLimited: false },
    { sql: `SELECT a, c FROM T AS x(a, b, c) WHERE a < 30`, isLimited: false },
    { sql: `SELECT * EXCLUDE (list) FROM T x${where}`, isLimited: false },
    { sql: 'DESCRIBE T', isLimited: false },
    {
      sql: `PIVOT (SELECT grp, flag, id FROM T x${where}) ON flag IN (true, false) USING sum(id)`,
      isLimited: false,
    },
  ]);
};
