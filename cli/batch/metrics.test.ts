import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { parsed } from '../../test/queue/scrape';
import { Metrics, type QueueCounts } from './metrics';
import { serveMetrics } from './metricsServer';

const MODELS = [{ name: 'disc-grading', version: '2.0.0', sha256: 'ab'.repeat(32) }];

const made = (queue: () => Promise<QueueCounts | null> = async () => ({ waiting: 3, done: 0 })) =>
  new Metrics({ command: 'work', version: '0.1.0', models: MODELS, backend: 'cpu', queue });

const shown = async (metrics: Metrics) => parsed(await metrics.registry.metrics());

it('shows studies by outcome and reason, seconds per stage, the queue and the models', async () => {
  const metrics = made();
  metrics.began();
  expect((await shown(metrics)).get('deepspine_busy')).toBe(1);
  metrics.stage('segment', 1200);
  metrics.stage('segment', 300);
  metrics.ended('stored', '', 2000);
  metrics.ended('failed', 'not-mr');
  metrics.observer.after({
    ...{ action: 'read', what: 'series', study: '1.2.3', count: 2, outcome: 'done', ms: 5 },
  });
  const now = await shown(metrics);
  expect(Object.fromEntries(now)).toMatchObject({
    'deepspine_studies_total{outcome="stored",reason=""}': 1,
    'deepspine_studies_total{outcome="failed",reason="not-mr"}': 1,
    'deepspine_stage_seconds_count{stage="segment"}': 2,
    'deepspine_stage_seconds_sum{stage="segment"}': 1.5,
    'deepspine_stage_seconds_bucket{le="0.5",stage="segment"}': 1,
    deepspine_study_seconds_count: 1,
    deepspine_busy: 0,
    deepspine_redis_up: 1,
    'deepspine_queue_studies{state="waiting"}': 3,
    'deepspine_queue_studies{state="done"}': 0,
    'deepspine_archive_operations_total{action="read",outcome="done"}': 1,
    [`deepspine_model_info{model="disc-grading",version="2.0.0",sha256="${MODELS[0]!.sha256}",backend="cpu"}`]: 1,
    'deepspine_build_info{version="0.1.0",command="work"}': 1,
  });
  expect([...now.keys()].filter(key => key.includes('1.2.3'))).toEqual([]);
});

it('says nothing of a queue that it cannot see', async () => {
  let there = true;
  const metrics = made(async () => (there ? { waiting: 3 } : null));
  await shown(metrics);
  there = false;
  const now = await shown(metrics);
  expect(now.get('deepspine_redis_up')).toBe(0);
  expect([...now.keys()].filter(key => key.startsWith('deepspine_queue'))).toEqual([]);
});

it('answers how it is and what it has done, and nothing else', async () => {
  let trouble: string | null = null;
  const address = { host: '127.0.0.1', port: 0 };
  const server = await serveMetrics(address, made(), () => trouble);
  const ask = (what: string, method = 'GET') =>
    fetch(`http://127.0.0.1:${server.port}${what}`, { method });
  try {
    expect(await (await ask('/healthz')).json()).toEqual({ status: 'ok' });
    trouble = 'Redis does not answer.';
    const ill = await ask('/healthz');
    expect([ill.status, await ill.json()]).toEqual([503, { status: 'trouble', reason: trouble }]);
    const metrics = await ask('/metrics');
    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(parsed(await metrics.text()).size).toBeGreaterThan(20);
    expect([(await ask('/')).status, (await ask('/metrics', 'POST')).status]).toEqual([404, 404]);
    const taken = serveMetrics({ ...address, port: server.port }, made(), () => null);
    await expect(taken).rejects.toThrow(/cannot be opened .*--metrics/);
  } finally {
    await server.close();
  }
});

it('has every metric that the example alerts ask for', async () => {
  const file = path.join(__dirname, '../../docker/prometheus-rules.yml');
  const { groups } = parse(readFileSync(file, 'utf8')) as {
    groups: readonly { rules: readonly { alert: string; expr: string; annotations: object }[] }[];
  };
  const rules = groups.flatMap(group => group.rules);
  expect(rules.length).toBeGreaterThan(5);
  const known = (await made().registry.getMetricsAsJSON()).map(({ name }) => name);
  for (const { alert, expr, annotations } of rules) {
    const asked = expr.match(/\bdeepspine_\w+/g) ?? [];
    expect([alert, asked.filter(name => !known.includes(name))]).toEqual([alert, []]);
    expect([alert, asked.length > 0 || expr.startsWith('up{')]).toEqual([alert, true]);
    expect(Object.keys(annotations)).toEqual(['summary']);
  }
});
