import {
  allowInsecureRequests,
  ClientSecretBasic,
  clientCredentialsGrantRequest,
  ClientSecretPost,
  customFetch,
  discoveryRequest,
  processClientCredentialsResponse,
  processDiscoveryResponse,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
  type AuthorizationServer,
} from 'oauth4webapi';
import { DeepSpineError } from '../../extension/src/findings';
import { reasonOf } from '../reason';
import { isThisMachine } from '../thisMachine';
import type { Fetch } from './transport';

export interface TokenOptions {
  /** Address of the issuer, below which /.well-known/openid-configuration lies. */
  readonly issuer: string;
  readonly clientId: string;
  /** Read for each token, so that a secret may be replaced while a worker runs. */
  readonly secret: () => string;
  readonly scope?: string;
  /** Whom the token is for, where the issuer asks that. */
  readonly audience?: string;
  readonly fetch: Fetch;
  /** Epoch ms. */
  readonly now?: () => number;
}

/** Of a token that does not say how long it is good for. */
const UNSTATED_S = 300;
/** A token is renewed when this share of its time is left, or this many seconds; whichever is less. */
const [SPARE_SHARE, SPARE_S] = [0.2, 60];
const TIMEOUT_MS = 30_000;

/** Tokens of an OpenID Connect issuer for a program (RFC 6749, 4.4: client credentials), renewed before they expire. */
export class TokenSource {
  private held: { readonly token: string; readonly renewAt: number } | null = null;
  private coming: Promise<string> | null = null;

  /** @throws DeepSpineError 'bad-arguments' for an issuer that is none, or without TLS on another machine */
  constructor(private readonly options: TokenOptions) {
    const { issuer } = options;
    const url = URL.canParse(issuer) ? new URL(issuer) : null;
    if (!url || url.username || url.password || url.search || url.hash) {
      throw new DeepSpineError(
        'bad-arguments',
        'What was given as issuer (not shown here) is none; it looks like https://login.example/realms/hospital.'
      );
    }
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isThisMachine(issuer))) {
      throw new DeepSpineError(
        'bad-arguments',
        `${issuer} has no TLS, and a secret would cross the network in the open; name it with https://.`
      );
    }
  }

  /**
   * A token that is good for some time yet; whoever asks while one is on its way gets that one.
   *
   * @throws DeepSpineError 'archive-unreachable' where the issuer does not answer, 'archive-refused' where it gives none,
   *   'bad-arguments' where the secret cannot be read
   */
  async token(): Promise<string> {
    if (this.held && this.now() < this.held.renewAt) {
      return this.held.token;
    }
    this.coming ??= this.fetched().finally(() => (this.coming = null));
    return this.coming;
  }

  /** An archive has refused this token: the next one is a new one. */
  refused(token: string): void {
    if (this.held?.token === token) {
      this.held = null;
    }
  }

  private async fetched(): Promise<string> {
    const { issuer, clientId, secret, scope, audience } = this.options;
    const from = this.now();
    try {
      const server = await this.server();
      const response = await clientCredentialsGrantRequest(
        server,
        { client_id: clientId },
        // Basic is what every server has to know (RFC 6749, 2.3.1), unless it says otherwise.
        (server.token_endpoint_auth_methods_supported?.includes('client_secret_basic') ?? true)
          ? ClientSecretBasic(secret())
          : ClientSecretPost(secret()),
        new URLSearchParams({ ...(scope ? { scope } : {}), ...(audience ? { audience } : {}) }),
        this.request()
      );
      const answer = await processClientCredentialsResponse(
        server,
        { client_id: clientId },
        response
      );
      const seconds = answer.expires_in ?? UNSTATED_S;
      const spare = Math.min(seconds * SPARE_SHARE, SPARE_S);
      this.held = { token: answer.access_token, renewAt: from + (seconds - spare) * 1000 };
      return answer.access_token;
    } catch (cause) {
      throw failure(issuer, cause);
    }
  }

  /** Asked for each token: an issuer may move its endpoints. */
  private async server(): Promise<AuthorizationServer> {
    const issuer = new URL(this.options.issuer);
    const response = await discoveryRequest(issuer, this.request());
    return processDiscoveryResponse(issuer, response);
  }

  private request() {
    return {
      [customFetch]: this.options.fetch,
      // Only of this machine, as was checked.
      [allowInsecureRequests]: this.options.issuer.startsWith('http:'),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    };
  }

  private now(): number {
    return this.options.now?.() ?? Date.now();
  }
}

function failure(issuer: string, cause: unknown): DeepSpineError {
  if (cause instanceof DeepSpineError) {
    return cause;
  }
  if (cause instanceof ResponseBodyError || cause instanceof WWWAuthenticateChallengeError) {
    const why = cause instanceof ResponseBodyError ? cause.error : challengeOf(cause);
    return new DeepSpineError(
      'archive-refused',
      `${issuer} gives no token (${why}); look at the client, its secret and its scope.`,
      { cause }
    );
  }
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  return new DeepSpineError(
    'archive-unreachable',
    `${issuer} gives no token (${reasonOf(inner)}); it may be better in a while.`,
    { cause }
  );
}

/** What a server says beside the demand to show who one is (RFC 6749, 5.2: invalid_client). */
const challengeOf = ({ cause, status }: WWWAuthenticateChallengeError): string =>
  cause.find(({ parameters }) => parameters.error)?.parameters.error ?? `HTTP ${status}`;
