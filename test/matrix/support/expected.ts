import type { AnyOperation } from '../../../host/http/operation.ts';
import type { Caller } from './callers.ts';
import type { Row } from './row.ts';

const apiPath = /^\/(api|auth|webhooks|mcp|oauth|healthz|readyz|openapi\.json|schemas|marketplace|x)\b/;

/** The status that each caller gets, from the access class of the operation and what its row says of people. */
export const expectedOf = (
  { who, route }: Pick<AnyOperation, 'who' | 'route'>,
  row: Row,
): Record<Caller, number> => {
  const { outsider, reader, admin } = row.statuses;
  if (who === 'public') return everybody(outsider);
  const [method = '', path = ''] = route.split(' ');
  const stranger = method === 'GET' && !apiPath.test(path) ? 302 : 401;
  const strangers = { anonymous: stranger, expired: stranger, revoked: stranger, deactivated: stranger };
  if (who === 'admin') {
    const refused = outsider;
    return {
      ...strangers,
      outsider: refused,
      reader: refused,
      reader_pat: refused,
      admin,
      admin_pat: row.pat ?? admin,
    };
  }
  const programs =
    who === 'session' ? { reader_pat: 403, admin_pat: 403 } : { reader_pat: reader, admin_pat: admin };
  return { ...strangers, outsider, reader, admin, ...programs };
};

const everybody = (status: number): Record<Caller, number> => ({
  anonymous: status,
  outsider: status,
  reader: status,
  admin: status,
  reader_pat: status,
  admin_pat: status,
  expired: status,
  revoked: status,
  deactivated: status,
});
