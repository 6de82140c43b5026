import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import type { OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';

/** What an agent on somebody's machine remembers, as the official client wants it kept. */
export class AgentAccount implements OAuthClientProvider {
  readonly redirectUrl: string;
  /** Where the person was sent last. */
  sentTo: URL | undefined;
  kept: OAuthTokens | undefined;
  #client: OAuthClientInformationMixed | undefined;
  #verifier = '';

  readonly #name: string;

  constructor(name: string, redirectUrl = 'http://localhost:41001/callback') {
    this.#name = name;
    this.redirectUrl = redirectUrl;
  }

  get clientMetadata() {
    return { client_name: this.#name, redirect_uris: [this.redirectUrl] };
  }

  get clientId(): string {
    return this.#client?.client_id ?? '';
  }

  state(): string {
    return 'state-of-the-agent';
  }

  clientInformation(): OAuthClientInformationMixed | undefined {
    return this.#client;
  }

  saveClientInformation(client: OAuthClientInformationMixed): void {
    this.#client = client;
  }

  tokens(): OAuthTokens | undefined {
    return this.kept;
  }

  saveTokens(tokens: OAuthTokens): void {
    this.kept = tokens;
  }

  /** The server has said that they are worth nothing any more. */
  invalidateCredentials(): void {
    this.kept = undefined;
  }

  redirectToAuthorization(url: URL): void {
    this.sentTo = url;
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }

  codeVerifier(): string {
    return this.#verifier;
  }
}
