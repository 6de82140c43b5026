import { type Static, Type } from '@agnes/sdk';
import { authSection } from './auth-section.ts';
import { dataSourceSection } from './data-source-section.ts';
import { marketplacesSection } from './marketplaces-section.ts';
import { memorySection } from './memory-section.ts';
import { querySection } from './query-section.ts';
import { apiSection, remoteQuerySection } from './remote-sections.ts';
import { closed, section, text } from './section.ts';
import { pluginInstallSection, servicesSection, stateSection } from './upkeep-sections.ts';

const table = Type.Object(
  {
    name: text('Name of the table and of its view.', { pattern: '^[A-Za-z_][A-Za-z0-9_]{0,63}$' }),
    source_table: text('What the connector reads: a file, folder or upstream table.'),
    bucket: Type.Optional(text('Upstream schema, dataset or bucket.')),
    folder: Type.Optional(text('Where the catalog lists it.')),
    description: Type.Optional(text('Shown in the catalog.')),
    primary_key: Type.Optional(Type.Array(Type.String(), { description: 'Columns that identify a row.' })),
  },
  closed,
);

const source = Type.Object(
  {
    slug: text('Name of the connection, and of its folder below `extracts/`.', {
      pattern: '^[A-Za-z_][A-Za-z0-9_]{0,63}$',
    }),
    type: text('Id of the connector, such as `files`.'),
    title: Type.Optional(text('Name for people; the slug when absent.')),
    config: Type.Record(Type.String(), Type.Unknown(), {
      default: {},
      description: 'Settings of the connector, checked against its own schema.',
    }),
    secrets: Type.Record(Type.String(), Type.String({ pattern: '^[A-Z][A-Z0-9_]{0,63}$' }), {
      default: {},
      description: 'Secret name → environment variable that holds it.',
    }),
    tables: Type.Array(table, {
      default: [],
      description: 'Tables registered at start when they are not yet.',
    }),
  },
  closed,
);

const plugin = Type.Object(
  {
    enabled: Type.Boolean({ default: true, description: 'False: the plugin is not loaded.' }),
    trusted: Type.Boolean({
      default: false,
      description:
        'True: a plugin from outside may bring a connector of the runtime `duckdb`, which nothing confines.',
    }),
    required: Type.Boolean({ default: false, description: 'True: the host does not start without it.' }),
    settings: Type.Record(Type.String(), Type.Unknown(), {
      default: {},
      description: 'Settings of the plugin, checked against its own schema.',
    }),
  },
  closed,
);

/** Everything `instance.yaml` may say. The descriptions are the reference page docs/configuration.md. */
export const configSchema = Type.Object(
  {
    instance: Type.Object(
      {
        name: text('Name of this instance, shown on every page.', { minLength: 1 }),
        subtitle: text('Second line beside the name.', { default: '' }),
      },
      { ...closed, description: 'What this instance is called.' },
    ),
    auth: authSection,
    server: Type.Object(
      {
        host: text('Address to listen on. The environment variable HOST wins.', { minLength: 1 }),
        hostname: text('Name people reach this instance by.', { minLength: 1 }),
        port: Type.Integer({
          default: 8000,
          minimum: 0,
          maximum: 65_535,
          description: 'Port to listen on; 0 takes a free one. The environment variable PORT wins.',
        }),
        url: Type.Optional(
          text('Public origin. `http://<hostname>:<port>` when absent. SERVER_URL wins.', {
            pattern: '^https?://[^/]+$',
          }),
        ),
        trusted_proxies: Type.Array(Type.String(), {
          default: [],
          description: 'Addresses or CIDR ranges of your own proxies, whose X-Forwarded-For is believed.',
        }),
        accel_redirect: Type.Optional(
          text(
            'Internal location of your proxy that serves `DATA_DIR/extracts`, such as `/internal/extracts`: downloads then leave through `X-Accel-Redirect`. Absent: the host sends them.',
            { pattern: '^/[A-Za-z0-9_./-]*[A-Za-z0-9_-]$' },
          ),
        ),
        allowed_hosts: Type.Array(Type.String(), {
          default: [],
          description:
            'Names this instance answers to besides its public one, with or without port. Any other is a 421.',
        }),
      },
      { ...closed, description: 'Where the host listens.' },
    ),
    data_dir: text('Folder of all state and data. The environment variable DATA_DIR wins.', {
      default: 'data',
    }),
    sources: Type.Array(source, { default: [], description: 'Connections provisioned by slug at start.' }),
    data_source: dataSourceSection,
    files: section(
      {
        roots: Type.Array(Type.String(), {
          default: [],
          description: 'Folders the `files` connector may read from. None by default.',
        }),
      },
      'Local files.',
    ),
    egress: section(
      {
        private: Type.Array(Type.String(), {
          default: [],
          description: 'Private hosts and CIDR ranges that plugins may reach; these may be http.',
        }),
        ca_file: Type.Optional(
          text(
            'Certificates (PEM) that TLS connections to others trust as well: those of your own authority.',
          ),
        ),
        resolve: Type.Record(Type.String(), Type.String(), {
          default: {},
          description:
            'Host → address or address:port, in place of DNS; the name is still what is asked for and certified. A private address has to be in `egress.private`, too.',
        }),
      },
      'Calls to other hosts.',
    ),
    marketplaces: marketplacesSection,
    corporate_memory: memorySection,
    query: querySection,
    api: apiSection,
    remote_query: remoteQuerySection,
    services: servicesSection,
    state: stateSection,
    overlay: section(
      {
        variables: Type.Array(Type.String({ pattern: '^[A-Z][A-Z0-9_]{0,63}$' }), {
          default: [],
          description:
            'Environment variables that settings changed at run time may name as `${NAME}`. None by default.',
        }),
      },
      'What administrators change at run time.',
    ),
    desktop: section(
      {
        url_scheme: text('Scheme of the links that open the desktop program.', {
          default: 'agnes',
          pattern: '^[a-z][a-z0-9+.-]*$',
        }),
      },
      'Desktop programs.',
    ),
    openmetadata: Type.Record(Type.String(), Type.Unknown(), {
      default: {},
      description: 'The data catalog outside. Settings of the plugin `agnes/connector-openmetadata`.',
    }),
    ai: Type.Record(Type.String(), Type.Unknown(), {
      default: {},
      description:
        'The language model: provider, key and budget. Settings of the plugin `agnes/connector-llm`.',
    }),
    plugin_install: pluginInstallSection,
    plugins: Type.Record(Type.String(), plugin, {
      default: {},
      description: 'By plugin id (`publisher/slug`). A plugin that is not named runs with its defaults.',
    }),
  },
  { ...closed, title: 'instance.yaml' },
);

/** The checked configuration, defaults filled in. */
export type Config = Static<typeof configSchema>;
