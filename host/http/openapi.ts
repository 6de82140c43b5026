import type { TSchema } from '@agnes/sdk';
import type { AnyOperation } from './operation.ts';

export interface DocumentInfo {
  readonly title: string;
  readonly version: string;
}

/** The OpenAPI 3.1 document of the operations. What is not an operation is not in it, and not served either. */
export const openApiOf = (operations: readonly AnyOperation[], info: DocumentInfo): object => ({
  openapi: '3.1.0',
  info: { ...info, license: { name: 'MIT', identifier: 'MIT' } },
  paths: pathsOf(operations),
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      basic: { type: 'http', scheme: 'basic' },
    },
    schemas: { Problem: problemSchema },
  },
});

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'hint', 'request_id'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { description: 'A sentence; an object on operations that say so.' },
    code: { type: 'string' },
    hint: { type: 'string' },
    instance: { type: 'string' },
    request_id: { type: 'string' },
  },
};

const pathsOf = (operations: readonly AnyOperation[]): Record<string, Record<string, object>> => {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    const [method = '', route = ''] = operation.route.split(' ');
    const path = route.replaceAll(/[:*]([A-Za-z_]+)/g, '{$1}');
    paths[path] = { ...paths[path], [method.toLowerCase()]: describe(operation) };
  }
  return paths;
};

const describe = (operation: AnyOperation): object => ({
  operationId: operation.id,
  summary: operation.summary,
  'x-agnes-access': operation.who,
  ...(operation.service && { 'x-agnes-service': operation.service }),
  ...(operation.who !== 'public' && { security: [{ [operation.credential ?? 'bearer']: [] }] }),
  parameters: [...parametersOf(operation.params, 'path'), ...parametersOf(operation.query, 'query')],
  ...(operation.body && {
    requestBody: {
      required: !operation.bodyOptional,
      content: { 'application/json': { schema: operation.body } },
    },
  }),
  ...(operation.raw && {
    requestBody: { required: true, content: { 'application/octet-stream': {} } },
  }),
  ...(operation.signed && {
    requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
  }),
  ...(operation.streamed && { requestBody: { required: true, content: anyBytes } }),
  responses: {
    [operation.status ?? 200]: answerOf(operation),
    default: {
      description: `A problem. Codes: ${(operation.problems ?? []).join(', ') || 'the general ones'}.`,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  },
});

const anyBytes = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };

const answerOf = ({ status, result }: AnyOperation): object =>
  status === 204
    ? { description: 'Done.' }
    : { description: 'The answer.', content: { 'application/json': { schema: result } } };

const parametersOf = (schema: TSchema | undefined, place: 'path' | 'query'): object[] => {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, { description?: string }>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(property.description !== undefined && { description: property.description }),
    schema: property,
  }));
};
