/** One row of everything, one of nothing, and one of what does not fit. */
export const typesTable = `
  CREATE EXTENSION IF NOT EXISTS citext;
  CREATE TYPE mood AS ENUM ('sad', 'happy, "very"');
  CREATE DOMAIN price AS numeric(8,2);
  CREATE TABLE types (
    id int PRIMARY KEY, i2 smallint, i8 bigint, r real, d double precision, n numeric(20,4), u numeric, p price,
    b boolean, day date, t time, ts timestamp, tz timestamptz, uid uuid, raw bytea, j json, jb jsonb,
    e mood, txt text, vc varchar(20), ch char(5), net inet, span interval,
    ints bigint[], texts text[], nums numeric(10,2)[], raws bytea[], stamps timestamptz[], flags boolean[], "Odd ""name" text);
  INSERT INTO types VALUES
    (1, -7, 9223372036854775807, 1.5, 0.1, 1234567890123456.7891, 12.25, 9.99,
     true, '2024-02-29', '23:59:59.123456', '2024-02-29 12:00:00.123456', '2024-02-29 12:00:00+02', '6f0a3f4e-7b1d-4c2e-9a56-0123456789ab',
     '\\x00ff22', '{"a": [1, "x"]}', '{"b": null}', 'happy, "very"', E'line\\n"quoted", \\\\.', '', 'ab', '10.0.0.0/8', '1 day 02:00',
     '{1,NULL,9223372036854775807}', '{"a,b",NULL,"NULL",""}', '{1.10,2.20}', '{"\\\\x00","\\\\x"}', '{"2024-02-29 12:00:00+02"}', '{t,f,NULL}', '\\.'),
    (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
     NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (3, 0, 0, 'NaN', 'Infinity', 'NaN', 'Infinity', 'NaN', false, 'infinity', '00:00', '-infinity', '0044-03-15 12:00:00 BC', NULL,
     '', 'null', '[]', 'sad', '', ' ', '', '::1', '0', '{}', '{}', '{NaN,1}', '{}', '{}', '{{t,f},{f,t}}', 'ü€😀');
`;

/** The row of everything, as it is published. */
export const everything = {
  id: 1,
  i2: -7,
  i8: '9223372036854775807',
  r: 1.5,
  d: 0.1,
  n: '1234567890123456.7891',
  u: 12.25,
  p: '9.99',
  b: true,
  day: '2024-02-29',
  t: '23:59:59.123456',
  ts: '2024-02-29 12:00:00.123456',
  tz: '2024-02-29 10:00:00+00',
  uid: '6f0a3f4e-7b1d-4c2e-9a56-0123456789ab',
  raw: '\\x00\\xFF\\x22',
  j: '{"a": [1, "x"]}',
  jb: '{"b": null}',
  e: 'happy, "very"',
  txt: 'line\n"quoted", \\.',
  vc: '',
  ch: 'ab',
  net: '10.0.0.0/8',
  span: 'P1DT2H',
  ints: ['1', null, '9223372036854775807'],
  texts: ['a,b', null, 'NULL', ''],
  nums: ['1.10', '2.20'],
  raws: ['\\x00', ''],
  stamps: ['2024-02-29 10:00:00+00'],
  flags: [true, false, null],
  'Odd "name': '\\.',
};

/** The row of nothing. */
export const nothing = {
  ...Object.fromEntries(Object.keys(everything).map((column) => [column, null])),
  id: 2,
};
