import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Metrics } from './metrics';
import { health, listening, type ListenAddress, type RunningServer } from './server';

/**
 * Answers `GET /metrics` (Prometheus' text format) and `GET /healthz`: 200, or 503 with the reason.
 *
 * @param trouble why it cannot work at present; null where it can
 * @throws DeepSpineError 'bad-arguments' where the address cannot be had
 */
export async function serveMetrics(
  address: ListenAddress,
  { registry }: Metrics,
  trouble: () => string | null
): Promise<RunningServer> {
  const answer = async ({ method, url }: IncomingMessage, response: ServerResponse) => {
    if (method === 'GET' && url === '/metrics') {
      const text = await registry.metrics();
      response.writeHead(200, { 'Content-Type': registry.contentType }).end(text);
      return;
    }
    const [status, body] =
      method === 'GET' && url === '/healthz'
        ? health(trouble())
        : ([404, { error: 'There are GET /metrics and GET /healthz.' }] as const);
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(`${JSON.stringify(body)}\n`);
  };
  const server = createServer((request, response) => {
    request.resume();
    answer(request, response).catch(() => response.destroy());
  });
  return listening(server, address, '--metrics');
}
