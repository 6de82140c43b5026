/** Where the pages and forms of one flow of a sign-in method are. */
export interface FlowPaths {
  /** The page a mailed link leads to. */
  readonly page: string;
  readonly begin: string;
  readonly complete: string;
}

/** Addresses that clients knew before there were plugins; every other flow follows one rule. */
const exact: Readonly<Record<string, FlowPaths>> = {
  'password sign-in': {
    page: '/login/password',
    begin: '/auth/password/login/web',
    complete: '/auth/password/login/web',
  },
  'password reset': {
    page: '/auth/password/reset',
    begin: '/auth/password/reset',
    complete: '/auth/password/reset/confirm',
  },
  'password setup': {
    page: '/auth/password/setup',
    begin: '/auth/password/setup/request',
    complete: '/auth/password/setup/confirm',
  },
  'email sign-in': {
    page: '/auth/email/verify',
    begin: '/auth/email/form/sign-in',
    complete: '/auth/email/verify',
  },
};

/** The addresses of a flow. */
export const flowPaths = (provider: string, flow: string): FlowPaths => {
  const path = `/auth/${encodeURIComponent(provider)}/form/${encodeURIComponent(flow)}`;
  return exact[`${provider} ${flow}`] ?? { page: path, begin: path, complete: path };
};
