// The alerts and the dashboard query only metrics that the service exports.
import { readdirSync, readFileSync } from "node:fs";
import t from "tap";
import { parse } from "yaml";
import { createStateGauges } from "../../../src/observability/metrics/gauges.ts";
import { createPrometheus } from "../../../src/observability/metrics/prometheus.ts";

const docker = new URL("../../../docker/", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, docker), "utf8");

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string };
}
const rules: Rule[] = parse(read("prometheus/alerts.yml")).groups.flatMap(
  (group: { rules: Rule[] }) => group.rules,
);
const dashboard = JSON.parse(read("grafana/dashboards/thuisinlog.json"));
const targets: { expr: string }[] = dashboard.panels.flatMap(
  (panel: { targets: { expr: string }[] }) => panel.targets,
);

/** Names of all series that Prometheus stores for this service, and the labels of the metrics that it defines. */
async function seriesOfService() {
  const { registry } = createPrometheus();
  createStateGauges(
    registry,
    { now: () => new Date() },
    {
      mailQueue: async () => ({ waiting: 0, oldestCreatedAt: null, firstDueAt: null }),
      connections: () => ({ inUse: 0, idle: 0, waiting: 0 }),
      passwordHashes: () => ({ computing: 0, waiting: 0 }),
    },
  );
  const names = registry.getMetricsAsArray().map(({ name }) => name);
  const suffixes = ["", "_count", "_sum", "_bucket"];
  return new Set(["up", ...names.flatMap((name) => suffixes.map((suffix) => name + suffix))]);
}

const namesIn = (expr: string) => expr.match(/\b(?:thuisinlog|nodejs|process)_\w+|\bup\b/g) ?? [];

t.test("every query of an alert or a panel uses existing metrics", async (t) => {
  const known = await seriesOfService();
  t.ok(rules.length > 0 && targets.length > 0);
  for (const { expr } of [...rules, ...targets]) {
    t.ok(namesIn(expr).length > 0, expr);
    for (const name of namesIn(expr)) t.ok(known.has(name), name);
  }
});

t.test("every metric that the service defines is on the dashboard", async (t) => {
  const shown = targets.flatMap(({ expr }) => namesIn(expr)).map((name) => withoutSuffix(name));
  const ours = [...(await seriesOfService())].map(withoutSuffix);
  for (const name of new Set(ours.filter((one) => one.startsWith("thuisinlog_")))) {
    t.ok(shown.includes(name), name);
  }
});

t.test("every alert has a description, a duration and a severity", async (t) => {
  for (const rule of rules) {
    t.match(rule, { for: /^\d+m$/, labels: { severity: /^(page|ticket)$/ } }, rule.alert);
    t.match(rule.annotations.summary, /^[A-Z].*\.$/);
  }
  t.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length);
});

t.test("docs/runbook.md has instructions for every alert that pages an operator", async (t) => {
  const runbook = readFileSync(new URL("../docs/runbook.md", docker), "utf8");
  for (const { alert, labels } of rules) {
    if (labels.severity === "page") t.ok(runbook.includes(`\`${alert}\``), alert);
  }
});

t.test("panels have unique ids and the provisioned data source", async (t) => {
  const ids = dashboard.panels.map(({ id }: { id: number }) => id);
  t.equal(new Set(ids).size, ids.length);
  const [file = ""] = readdirSync(new URL("grafana/provisioning/datasources/", docker));
  const source = parse(read(`grafana/provisioning/datasources/${file}`)).datasources[0];
  for (const panel of dashboard.panels) t.equal(panel.datasource.uid, source.uid);
});

function withoutSuffix(name: string): string {
  return name.replace(/_(?:count|sum|bucket)$/, "");
}
