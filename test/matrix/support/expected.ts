import type { Who } from '../../../host/http/operation.ts';
import type { Caller } from './callers.ts';
import type { Row } from './row.ts';

const machinePath = /^\/(api|auth|marketplace|healthz|readyz|openapi\.json|schemas)\b/;

/** The status that each caller gets: from the access class of the operation, and from what its row says of people. */
export const expectedOf = (
  { who, route }: { readonly who: Who; readonly route: string },
  { statuses: { outsider, reader, admin }, but }: Row,
): Record<Caller, number> => {
  const [method = '', path = ''] = route.split(' ');
  // A browser is sent to the sign-in page.
  const nobody = method === 'GET' && !machinePath.test(path) ? 302 : 401;
  const stranger = who === 'public' ? outsider : nobody;
  const program = (status: number): number => (who === 'session' ? 403 : status);
  return {
    anonymous: stranger,
    expired: stranger,
    revoked: stranger,
    deactivated: stranger,
    outsider,
    reader,
    admin,
    reader_pat: program(reader),
    admin_pat: program(admin),
    ...but,
  };
};
