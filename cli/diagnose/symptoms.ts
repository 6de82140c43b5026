import type { Component } from './check.ts';

/** What people say is wrong. */
export type Symptom = 'login' | 'sync' | 'query' | 'slow' | 'skills';

/** What may be behind each symptom. */
export const symptoms: Readonly<Record<Symptom, readonly Component[]>> = {
  login: ['configuration', 'server', 'clock', 'version', 'token'],
  sync: [
    ...(['configuration', 'server', 'version', 'token', 'access', 'manifest'] as const),
    ...(['workspace', 'views', 'hooks', 'disk', 'uploads', 'sources'] as const),
  ],
  query: ['server', 'token', 'access', 'manifest', 'workspace', 'views', 'services', 'sources'],
  slow: ['server', 'disk', 'services', 'jobs', 'sources'],
  skills: ['server', 'token', 'marketplace', 'tools', 'hooks'],
};
