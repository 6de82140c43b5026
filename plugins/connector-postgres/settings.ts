import { ConfigError } from '@agnes/sdk/connector';

/** The settings of a source, as the schema in the manifest lets them through. */
export interface Settings {
  readonly host: string;
  readonly port?: number;
  readonly database: string;
  readonly user: string;
  readonly sslmode?: 'verify-full' | 'verify-ca' | 'disable';
  readonly ssl_ca?: string;
  readonly schemas?: readonly string[];
  readonly driver?: 'auto' | 'copy' | 'cursor' | 'extension';
  readonly fetch_size?: number;
  readonly concurrency?: number;
  readonly statement_timeout_seconds?: number;
  readonly lock_timeout_seconds?: number;
  readonly max_bytes_per_materialize?: number;
  /** Read by the host. */
  readonly max_scan_bytes?: number;
  readonly numeric?: string;
}

/** The settings with everything that has a default. */
export const withDefaults = (settings: Settings) => ({
  port: 5432,
  sslmode: 'verify-full' as const,
  schemas: ['public'],
  driver: 'auto' as const,
  fetch_size: 10_000,
  concurrency: 2,
  statement_timeout_seconds: 1_800,
  lock_timeout_seconds: 5,
  max_bytes_per_materialize: 10_737_418_240,
  max_scan_bytes: 5_368_709_120,
  numeric: 'double',
  ...settings,
});

/** The settings with everything that has a default. */
export type FullSettings = ReturnType<typeof withDefaults>;

/** True for a server that is reached without leaving this machine. */
const isLocal = (host: string): boolean =>
  host.startsWith('/') || host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

/** Throws where the settings contradict each other. */
export const checkSettings = ({ host, sslmode }: FullSettings): void => {
  if (sslmode === 'disable' && !isLocal(host)) {
    throw ConfigError({
      reason: `"sslmode" is "disable" and "${host}" is another machine: a connection that leaves this one is encrypted.`,
    });
  }
};
