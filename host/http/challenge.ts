/** What a 401 says about the credential that is wanted. */
export const challengeOf = (path: string, origin: string): string => {
  // Git asks for a password when it reads `Basic`, and gives up when it reads anything else.
  if (isGitPath(path)) return 'Basic realm="agnes-marketplace"';
  // From here an application finds out by itself how to be connected (RFC 9728).
  const metadata = `${origin}/.well-known/oauth-protected-resource/mcp`;
  return path === '/mcp' ? `Bearer realm="agnes", resource_metadata="${metadata}"` : 'Bearer realm="agnes"';
};

/** Whether git itself asks. */
export const isGitPath = (path: string): boolean => path.startsWith('/marketplace.git/');
