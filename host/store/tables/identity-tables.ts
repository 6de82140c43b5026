import type { Instant, Json, MaybeInstant } from './column-types.ts';

/** People, their credentials, and what their groups may reach. */
export interface IdentityTables {
  users: {
    id: string;
    email: string;
    email_key: string;
    name: string | null;
    password_hash: string | null;
    password_changed_at: MaybeInstant;
    active: boolean;
    is_service: boolean;
    deactivated_at: MaybeInstant;
    deactivated_by: string | null;
    created_at: Instant;
    updated_at: Instant;
  };
  user_identities: {
    provider: string;
    issuer: string;
    subject: string;
    user_id: string;
    email_at_link: string | null;
    linked_at: Instant;
    last_login_at: MaybeInstant;
  };
  one_shot_tokens: {
    id: string;
    purpose: string;
    token_hash: string;
    user_id: string | null;
    email_key: string | null;
    payload: Json | null;
    attempts: number;
    max_attempts: number;
    created_at: Instant;
    expires_at: Instant;
    consumed_at: MaybeInstant;
    consumed_ip: string | null;
  };
  sessions: {
    id: string;
    /** `oauth_grant` is the yes of a person; the tokens of an application name it as their parent. */
    kind: 'session' | 'oauth_grant' | 'oauth' | 'oauth_refresh';
    user_id: string;
    token_hash: string;
    client_id: string | null;
    scopes: Json | null;
    resource: string | null;
    parent_id: string | null;
    created_at: Instant;
    expires_at: Instant;
    last_seen_at: MaybeInstant;
    ip: string | null;
    user_agent: string | null;
    revoked_at: MaybeInstant;
    revoked_by: string | null;
    revoke_reason: string | null;
  };
  oauth_clients: {
    id: string;
    name: string;
    redirect_uris: Json;
    created_at: Instant;
    last_used_at: MaybeInstant;
  };
  personal_access_tokens: {
    id: string;
    user_id: string;
    name: string;
    token_hash: string;
    prefix: string;
    scopes: Json | null;
    created_at: Instant;
    expires_at: MaybeInstant;
    last_used_at: MaybeInstant;
    last_used_ip: string | null;
    revoked_at: MaybeInstant;
    reminded_at: MaybeInstant;
  };
  desktop_links: {
    jti: string;
    user_id: string;
    device_name: string | null;
    token_hash: string;
    created_at: Instant;
    expires_at: Instant;
    last_used_at: MaybeInstant;
    revoked_at: MaybeInstant;
  };
  user_groups: {
    id: string;
    name: string;
    description: string | null;
    is_system: boolean;
    created_at: Instant;
    created_by: string | null;
  };
  user_group_members: {
    user_id: string;
    group_id: string;
    source: string;
    added_at: Instant;
    added_by: string | null;
    suspended_at: MaybeInstant;
    /** From then on the membership counts no more; absent for ever. */
    expires_at: MaybeInstant;
  };
  /** How the groups of one user at one identity provider were last read. */
  group_syncs: {
    provider: string;
    user_id: string;
    synced_at: MaybeInstant;
    failing_since: MaybeInstant;
    suspended_at: MaybeInstant;
    reason: string | null;
  };
  resource_grants: {
    id: string;
    group_id: string;
    resource_type: string;
    resource_id: string;
    tier: string | null;
    assigned_at: Instant;
    assigned_by: string | null;
  };
}
