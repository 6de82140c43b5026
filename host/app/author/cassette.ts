import type { DiscoveredTable, Manifest, Secret } from '@agnes/sdk';
import type { Exchange } from '../../kernel/broker-recorder.ts';
import { settingAt } from '../../kernel/broker-rules.ts';
import { cassetteHoldsSecret, cassetteTooLarge } from './errors.ts';
import type { FixtureTable } from './fixtures.ts';
import { bodyOf, harmlessHeader, holdsSecret, sensitiveValues, stripper } from './redact.ts';

/** What a recording is made of. */
export interface Recorded {
  readonly manifest: Manifest;
  readonly config: Readonly<Record<string, unknown>>;
  readonly exchanges: readonly Exchange[];
  readonly discovered: readonly DiscoveredTable[];
  readonly tables: readonly FixtureTable[];
  /** What must not be in it. */
  readonly secrets: readonly Secret[];
  readonly at: Date;
}

const mostBytes = 20 * 1024 * 1024;

/** The text of a cassette: fixtures that came from a real server. Throws when a secret is left in it. */
export const cassetteText = (recorded: Recorded): string => {
  const { manifest, config, exchanges, discovered, tables, secrets, at } = recorded;
  const strip = stripper(
    exchanges.flatMap(({ body, sent = '' }) => [body.toString(), sent].flatMap(sensitiveValues)),
  );
  const clean = (text: string): string => withoutServers(manifest, config, strip(text));
  const document = {
    recorded: { version: manifest.version, at: at.toISOString() },
    config: JSON.parse(withoutServers(manifest, config, JSON.stringify(config))),
    answers: latest(exchanges).map((exchange) => answerOf(exchange, clean)),
    offered: discovered.map(({ sourceTable, name }) => sourceTable ?? name),
    tables,
  };
  const text = `${JSON.stringify(document, undefined, 2)}\n`;
  if (text.length > mostBytes) throw cassetteTooLarge({ bytes: text.length, limit: mostBytes });
  const bytes = [Buffer.from(text), ...exchanges.map(({ body }) => body)];
  if (bytes.some((one) => holdsSecret(one, secrets))) throw cassetteHoldsSecret({});
  return text;
};

/** Of two answers to one request the later is kept: a job that was waited for is done. */
const latest = (exchanges: readonly Exchange[]): readonly Exchange[] => [
  ...new Map(exchanges.map((one) => [JSON.stringify([one.method, one.url, one.sent]), one])).values(),
];

const answerOf = (
  { method, url, sent, status, headers, body }: Exchange,
  clean: (text: string) => string,
) => {
  const { pathname, search } = new URL(url);
  const kept = Object.entries(headers).filter(([name]) => harmlessHeader.test(name));
  const told = bodyOf(body);
  return {
    method,
    path: clean(pathname + search),
    ...(sent !== undefined && { body: clean(sent) }),
    status,
    headers: Object.fromEntries(kept.map(([name, value]) => [name, clean(value)])),
    ...('text' in told ? { text: clean(told.text) } : told),
  };
};

/** Servers that settings name become the one that replays. */
const withoutServers = (
  { capabilities }: Manifest,
  config: Readonly<Record<string, unknown>>,
  text: string,
): string => {
  const named = (capabilities?.network ?? []).flatMap((entry) =>
    entry.config === undefined ? [] : [settingAt(config, entry.config.split('.'))].flat(),
  );
  const origins = named.flatMap((value) => {
    const origin = URL.parse(String(value))?.origin ?? 'null';
    return origin === 'null' ? [] : [origin];
  });
  return [...new Set(origins)].reduce((rest, origin) => rest.replaceAll(origin, '{server}'), text);
};
