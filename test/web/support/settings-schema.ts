import type { SchemaNode } from '../../../host/web/schema-form/schema.ts';

/** Settings of a plugin, with everything that a form can draw. */
export const settingsSchema: SchemaNode = {
  type: 'object',
  additionalProperties: false,
  required: ['url', 'token'],
  properties: {
    url: { type: 'string', format: 'url', title: 'Address', description: 'Where `orders` are.' },
    token: { type: 'string', format: 'secret', pattern: '^[A-Z_]+$' },
    every: { type: 'string', format: 'duration', default: '15m' },
    size: { type: 'integer', minimum: 1, maximum: 500, default: 100 },
    ratio: { type: 'number' },
    strict: { type: 'boolean', default: true },
    level: { enum: ['low', 'high'] },
    kind: { const: 'orders' },
    folders: { type: 'array', items: { type: 'string', minLength: 2 } },
    years: { type: 'array', items: { type: 'integer' } },
    map: { type: 'object', additionalProperties: { type: 'string' } },
    limits: {
      type: 'object',
      title: 'Limits',
      additionalProperties: false,
      properties: { rows: { type: 'integer' }, key: { type: 'string', format: 'secret' } },
    },
    auth: {
      title: 'Signing in',
      oneOf: [
        {
          type: 'object',
          title: 'With a name',
          required: ['name'],
          additionalProperties: false,
          properties: { method: { const: 'basic' }, name: { type: 'string' }, note: { type: 'string' } },
        },
        {
          type: 'object',
          title: 'With a key',
          required: ['key'],
          additionalProperties: false,
          properties: {
            method: { const: 'key' },
            key: { type: 'string', format: 'secret' },
            note: { type: 'string' },
          },
        },
      ],
    },
  },
};
