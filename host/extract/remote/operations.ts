import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import type { RemotePolicy } from './remote-policy.ts';

const names = (description: string) => Type.Array(Type.String(), { description });

const policy = operation({
  id: 'connectors.policy',
  route: 'GET /api/admin/connectors/policy',
  summary: 'What extracts may attach: extensions, names of tokens, hosts',
  who: 'admin',
  result: Type.Object({
    extensions: names('Extensions of DuckDB; AGNES_REMOTE_ATTACH_EXTENSIONS replaces them.'),
    token_envs: names('Names of variables; AGNES_REMOTE_ATTACH_TOKEN_ENVS replaces them.'),
    hosts: names('Hosts for tokens without an approval; AGNES_REMOTE_ATTACH_HOSTS sets them.'),
    approvals: Type.Array(
      Type.Object({ token_env: Type.String(), hosts: names('The only hosts it is sent to.') }),
      { description: 'Tokens that sources use, and the hosts their connectors declare.' },
    ),
  }),
  run: async (_input, { remotePolicy }: { readonly remotePolicy: Pick<RemotePolicy, 'effective'> }) => {
    const { extensions, tokens, hosts, approvals } = await remotePolicy.effective();
    return {
      extensions: [...extensions],
      token_envs: [...tokens],
      hosts: [...hosts],
      approvals: approvals.map((one) => ({ token_env: one.token, hosts: [...one.hosts] })),
    };
  },
});

/** The policy of connectors over HTTP. */
export const remoteOperations = [policy] as const;
