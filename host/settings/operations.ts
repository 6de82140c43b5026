import { Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';
import { reply } from '../http/reply.ts';
import { secretKeyPatterns } from './masks.ts';
import { dangerSections } from './sections.ts';
import { maskedSections, type Settings } from './settings.ts';
import type { Wizard } from './wizard.ts';

interface Services {
  readonly settings: Settings;
  readonly wizard: Wizard;
  /** Told by whom settings were changed. */
  readonly settingsChanged: (by: string) => Promise<void>;
}

const names = Type.Array(Type.String());
const anything = Type.Record(Type.String(), Type.Unknown());
const noStore = { 'Cache-Control': 'no-store' };

const read = operation({
  id: 'settings.read',
  route: 'GET /api/admin/server-config',
  summary: 'The settings that can be changed at run time, secrets masked, and what each of them is.',
  who: 'admin',
  result: Type.Object({
    sections: anything,
    editable_sections: names,
    danger_sections: names,
    secret_key_patterns: names,
    known_fields: anything,
  }),
  problems: ['overlay_unreadable'],
  run: async (_input, { settings }: Services) => {
    const written = await settings.read();
    const body = {
      sections: maskedSections(written),
      editable_sections: settings.editable,
      danger_sections: dangerSections,
      secret_key_patterns: secretKeyPatterns,
      known_fields: written.fields,
    };
    return reply({ body, headers: noStore });
  },
});

const change = operation({
  id: 'settings.change',
  route: 'POST /api/admin/server-config',
  summary: 'Change settings: checked as a start would check them, then written whole.',
  who: 'admin',
  body: Type.Object(
    {
      sections: Type.Record(Type.String(), Type.Unknown(), {
        description:
          'By section: what is to be another; `null` takes a value back to what instance.yaml says.',
      }),
      confirm_danger: Type.Boolean({ default: false, description: 'For `auth` and `server`.' }),
    },
    { additionalProperties: false },
  ),
  unknownKeys: 'ignore',
  result: Type.Object({
    status: Type.Literal('ok'),
    restart_required: Type.Boolean(),
    sections_updated: names,
    diff_count: Type.Integer(),
    live: Type.Array(Type.String(), { description: 'Sections that are in effect at once.' }),
  }),
  problems: [
    'nothing_to_change',
    'unknown_section',
    'confirm_danger_required',
    'setting_read_only',
    'outbound_url_refused',
    'invalid_settings',
    'invalid_secret',
    'overlay_unreadable',
  ],
  audit: ({ body }) => ({
    action: 'instance_config.update',
    resource: Object.keys(body.sections).join(',').slice(0, 200),
  }),
  run: async ({ body, intent, principal }, { settings, settingsChanged }: Services) => {
    const wanted = { sections: body.sections, confirmDanger: body.confirm_danger };
    const { sections, changes } = await settings.change(wanted, intent);
    if (changes.length > 0) await settingsChanged(principal.userId);
    const done = {
      status: 'ok',
      restart_required: changes.length > 0,
      sections_updated: sections,
      diff_count: changes.length,
      // Everything here is read at start.
      live: [],
    };
    return reply({ body: done, headers: noStore });
  },
});

const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));

const configure = operation({
  id: 'settings.configure',
  route: 'POST /api/admin/configure',
  summary: 'First settings of an instance: name, domain and where its data comes from.',
  who: 'admin',
  body: Type.Object(
    {
      data_source: Type.Union(['keboola', 'bigquery', 'local'].map((name) => Type.Literal(name))),
      keboola_token: text(10_000),
      keboola_url: text(2000),
      bigquery_project: text(200),
      bigquery_location: text(100),
      instance_name: text(200),
      allowed_domain: text(2000),
    },
    { additionalProperties: false },
  ),
  unknownKeys: 'ignore',
  result: Type.Object({
    status: Type.Literal('ok'),
    data_source: Type.String(),
    connection: Type.Union([Type.String(), Type.Null()], {
      description: 'Slug of the source; null where none is needed or no plugin reads this type.',
    }),
  }),
  problems: [
    'configure_incomplete',
    'connection_failed',
    'outbound_url_refused',
    'invalid_settings',
    'invalid_source',
    'source_exists',
    'invalid_secret',
    'overlay_unreadable',
  ],
  audit: ({ body: { data_source } }) => ({
    action: 'instance_config.configure',
    params: { data_source },
  }),
  run: async ({ body, intent, request }, { wizard }: Services) => {
    const connection = await wizard.configure(body, { intent, signal: request.signal });
    return reply({ body: { status: 'ok', data_source: body.data_source, connection }, headers: noStore });
  },
});

/** Everything that can be asked of the settings. */
export const settingsOperations = [read, change, configure] as const;
