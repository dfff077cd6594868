/**
 * A certified OpenID Connect provider on loopback, as a process of its own (it is published as ES modules only):
 * node issuerProcess.mjs PORT CLIENT SECRET SECONDS. Gives tokens of so many seconds to one program, and writes a line for each.
 */
import { Provider } from 'oidc-provider';

const [port, client_id, client_secret, seconds] = process.argv.slice(2);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      ...{ client_id, client_secret, redirect_uris: [], response_types: [] },
      grant_types: ['client_credentials'],
      scope: 'dicomweb',
    },
  ],
  scopes: ['dicomweb'],
  ttl: { ClientCredentials: () => Number(seconds) },
  features: {
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    devInteractions: { enabled: false },
  },
});
provider.on('grant.success', () => console.log('token'));
provider.on('grant.error', (_context, error) => console.log(`refused ${error.error}`));
const server = provider.listen(Number(port), '127.0.0.1', () => console.log('listening'));
// On a busy machine seconds pass between two questions: a connection that is kept must not be closed under one.
server.keepAliveTimeout = 600_000;
