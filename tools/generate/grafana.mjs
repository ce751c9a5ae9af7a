// Grafana dashboards as code: fleet.json and model.json, provisioned by docker-compose from deploy/grafana.

const source = { type: 'prometheus', uid: 'prometheus' };

/** @typedef {{ title: string, unit?: string, queries: [string, string][], kind?: string, width?: number, max?: number }} PanelSpec */

/** Lays panels out in rows of 24 columns. @param {PanelSpec[]} specs */
function panels(specs) {
  let x = 0;
  let y = 0;
  return specs.map(({ title, unit = 'short', queries, kind = 'timeseries', width = 8, max }, i) => {
    if (x + width > 24) {
      x = 0;
      y += 8;
    }
    const panel = {
      id: i + 1,
      type: kind,
      title,
      datasource: source,
      gridPos: { x, y, w: width, h: 8 },
      fieldConfig: { defaults: { unit, min: 0, ...(max === undefined ? {} : { max }) }, overrides: [] },
      targets: queries.map(([expr, legendFormat], at) => ({ refId: String.fromCharCode(65 + at), datasource: source, expr, legendFormat })),
    };
    x += width;
    return panel;
  });
}

function dashboard(uid, title, variables, specs) {
  return {
    uid,
    title,
    tags: ['atelier'],
    schemaVersion: 41,
    version: 1,
    editable: false,
    refresh: '10s',
    time: { from: 'now-1h', to: 'now' },
    templating: { list: variables },
    panels: panels(specs),
  };
}

const variable = (name, query) => ({
  name,
  label: name,
  type: 'query',
  datasource: source,
  query: { query, refId: name },
  refresh: 2,
  sort: 1,
});

const fleet = dashboard(
  'atelier-fleet',
  'Atelier: fleet',
  [],
  [
    { title: 'Up', kind: 'stat', width: 6, queries: [['up{job="atelier"}', '{{service}}{{instance}}']] },
    {
      title: 'Requests a second',
      unit: 'reqps',
      width: 9,
      queries: [['sum by (service) (rate(http_request_duration_seconds_count[1m]))', '{{service}}']],
    },
    {
      title: 'Failed requests (5xx) a second',
      unit: 'reqps',
      width: 9,
      queries: [['sum by (service) (rate(http_request_duration_seconds_count{status=~"5.."}[1m]))', '{{service}}']],
    },
    {
      title: 'Response time, 99th percentile',
      unit: 's',
      queries: [['histogram_quantile(0.99, sum by (service, le) (rate(http_request_duration_seconds_bucket[5m])))', '{{service}}']],
    },
    { title: 'Memory', unit: 'bytes', queries: [['process_resident_memory_bytes', '{{service}}']] },
    { title: 'Event loop lag, 99th percentile', unit: 's', queries: [['nodejs_eventloop_lag_p99_seconds', '{{service}}']] },
    { title: 'Events handled a second', queries: [['sum by (bus) (rate(atelier_bus_events{outcome="handled"}[1m]))', '{{bus}}']] },
    { title: 'Events that wait', queries: [['sum by (bus, place) (atelier_bus_waiting)', '{{bus}} {{place}}']] },
    { title: 'Oldest unpublished event', unit: 's', queries: [['max by (bus) (atelier_bus_outbox_oldest_seconds)', '{{bus}}']] },
    { title: 'Training jobs', queries: [['max by (queue, state) (atelier_jobs)', '{{queue}} {{state}}']] },
    { title: 'Models loaded', queries: [['atelier_models_loaded', '{{instance}}']] },
    { title: 'Predictions that wait in the spool', unit: 'bytes', queries: [['atelier_prediction_spool_bytes', '{{instance}}']] },
  ],
);

const one = '{project="$project",model="$model"}';
const model = dashboard(
  'atelier-model',
  'Atelier: one model',
  [
    variable('project', 'label_values(atelier_model_health_score, project)'),
    variable('model', 'label_values(atelier_model_health_score{project="$project"}, model)'),
  ],
  [
    { title: 'Health', kind: 'gauge', unit: 'none', max: 100, width: 6, queries: [[`atelier_model_health_score${one}`, '{{version}}']] },
    {
      title: 'Rows answered a second',
      width: 9,
      queries: [[`sum by (version) (rate(atelier_predictions_total${one}[1m]))`, '{{version}}']],
    },
    {
      title: 'Failed requests a second',
      width: 9,
      queries: [[`sum by (version) (rate(atelier_prediction_failures_total${one}[1m]))`, '{{version}}']],
    },
    {
      title: 'Latency',
      unit: 's',
      width: 12,
      queries: [
        ['0.5', 'median'],
        ['0.99', '99th percentile'],
      ].map(([q, name]) => [`histogram_quantile(${q}, sum by (le) (rate(atelier_prediction_seconds_bucket${one}[5m])))`, name]),
    },
    {
      title: 'Performance against baseline',
      unit: 'none',
      width: 12,
      queries: [[`atelier_model_performance${one}`, '{{version}} {{measured}}']],
    },
    { title: 'Drift per feature (PSI)', unit: 'none', width: 24, queries: [[`atelier_model_feature_psi${one}`, '{{feature}}']] },
  ],
);

/** Every dashboard by its file name. */
export const dashboards = { 'fleet.json': fleet, 'model.json': model };
