#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the Grafana dashboards of the chart: helm/dashboards.py [FOLDER]

Each panel answers a question, which is its title; at most 15 to a dashboard. A test
compares what is written here with helm/farcall/dashboards/.
"""

import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
PANELS_MAX = 15
COLUMNS = 24
S = '{job=~"$job", instance=~"$instance"}'


def selector(more):
    return f'{{job=~"$job", instance=~"$instance", {more}}}'


def increase_of_all(series, window):
    """`increase`, and the first value of a series that was not there before.

    Series by country begin with their first event, often at 1: `increase` alone would
    not see the first alert from a new country."""
    grown = f"increase({series}[{window}])"
    new = f"(min_over_time({series}[{window}]) unless max_over_time({series}[{window}] offset {window}))"
    return f"({new} + {grown} or {grown} or {new})"


def share(part, whole):
    return f"{part} / clamp_min({whole}, 1e-9)"


def unusual(window):
    """The share of events whose risk is LOW or more."""
    return share(
        f"sum(rate(farcall_events_risk_total{UNUSUAL}[{window}]))",
        f"sum(rate(farcall_events_risk_total{S}[{window}]))",
    )


def canaries(call):
    """The share of a kind of the self-test's calls that raise an alert, in the last hour."""
    alerts = selector(f'call="{call}", outcome="alert"')
    calls = selector(f'call="{call}"')
    return f"sum(increase(farcall_self_test_calls_total{alerts}[1h])) / (sum(increase(farcall_self_test_calls_total{calls}[1h])) > 0)"


COUNTRIES = selector('origin!~"@.*"')
UNUSUAL = selector('risk_level!="none"')
DEAD = selector('outcome="error"')
REJECTED = selector('outcome="rejected"')
NOT_DRAINING = selector('reason!="draining"')
REFUSED = f"sum(rate(farcall_batches_shed_total{NOT_DRAINING}[$__rate_interval]))"
BATCHES = f"sum(rate(farcall_batch_seconds_count{S}[$__rate_interval]))"


def panel(title, kind, expressions, unit="short", width=8, height=7, **options):
    """`expressions`: legend -> PromQL."""
    return {
        "title": title,
        "type": kind,
        "datasource": {"type": "prometheus", "uid": "${datasource}"},
        "fieldConfig": {"defaults": {"unit": unit, **options.pop("field", {})}, "overrides": []},
        "options": options,
        "targets": [
            {"refId": chr(ord("A") + i), "expr": expression, "legendFormat": legend,
             "datasource": {"type": "prometheus", "uid": "${datasource}"},
             **({"format": "heatmap"} if kind == "heatmap" else {}),
             **({"instant": True, "format": "table"} if kind in ("geomap", "table") else {})}
            for i, (legend, expression) in enumerate(expressions.items())
        ],
        "gridPos": {"w": width, "h": height},
    }  # fmt: skip


YES_OR_NO = {"mappings": [{"type": "value", "options": {"0": {"text": "NO", "color": "red"}, "1": {"text": "yes", "color": "green"}}}]}

OPERATE = [
    panel("Is it serving?", "stat", {"{{job}}": f"min by (job) (farcall_ready{S}) or 0 * max by (job) (last_over_time(farcall_ready{S}[1d]))"}, width=4, height=5,
          field=YES_OR_NO),
    panel("How many events a second?", "timeseries", {"{{outcome}}": f"sum by (outcome) (rate(farcall_events_total{S}[$__rate_interval]))"}, "cps", width=10, height=5),
    panel("How many batches fail, of 1,000? (objective: below 1)", "timeseries", {"failed": "1000 * " + share(REFUSED, f"{REFUSED} + {BATCHES}")}, width=10, height=5),
    panel("How long does a batch take?", "timeseries", {
        f"p{q}": f"histogram_quantile({q / 100}, sum by (le) (rate(farcall_batch_seconds_bucket{S}[$__rate_interval])))" for q in (50, 99)}, "s"),
    panel("Which calls, with which ends?", "timeseries", {"{{grpc_method}} {{grpc_code}}": f"sum by (grpc_method, grpc_code) (rate(grpc_server_handled_total{S}[$__rate_interval])) > 0"}, "cps"),
    panel("Why were batches refused?", "timeseries", {
        "{{reason}}": f"sum by (reason) (rate(farcall_batches_shed_total{S}[$__rate_interval]))",
        "credentials: {{reason}}": f"sum by (reason) (rate(farcall_calls_refused_total{S}[$__rate_interval]))"}, "cps"),
    panel("Where does the time of a batch go?", "timeseries", {
        "{{operation}}": f"sum by (operation) (rate(farcall_store_operation_seconds_sum{S}[$__rate_interval])) / ignoring(operation) group_left sum(rate(farcall_batch_seconds_count{S}[$__rate_interval]))",
        "resolve origins": f"sum(rate(farcall_geo_resolve_seconds_sum{S}[$__rate_interval])) / sum(rate(farcall_batch_seconds_count{S}[$__rate_interval]))"}, "s"),
    panel("How large are batches, and how many are in work?", "timeseries", {
        "events in a batch": f"sum(rate(farcall_batch_events_sum{S}[$__rate_interval])) / sum(rate(farcall_batch_events_count{S}[$__rate_interval]))",
        "batches in work": f"sum(farcall_batches_in_flight{S})"}),
    panel("Where does the memory go?", "timeseries", {
        "resident": f"sum(process_resident_memory_bytes{S})",
        "cache of baselines": f"sum(farcall_baseline_cache_bytes{S})",
        "cache of blocks": f"sum(farcall_rocksdb_block_cache_bytes{S})",
        "not yet in files": f"sum(farcall_rocksdb_memtable_bytes{S})"}, "bytes"),
    panel("How much is on disk?", "timeseries", {
        "table files": f"sum(farcall_rocksdb_table_bytes{S})",
        "journal": f"sum(farcall_journal_bytes{S})",
        "to be compacted": f"sum(farcall_rocksdb_pending_compaction_bytes{S})"}, "bytes"),
    panel("How many processors does it use?", "timeseries", {"{{instance}}": f"sum by (instance) (rate(process_cpu_seconds_total{S}[$__rate_interval]))"}),
    panel("Is the window of seen events large enough?", "timeseries", {
        "seen": f"sum(farcall_seen_events{S})",
        "forgotten early in an hour": f"sum(increase(farcall_seen_evicted_early_total{S}[1h]))"}),
    panel("How many entities are known?", "stat", {"baselines": f"sum(farcall_rocksdb_baselines_estimate{S})"}, width=8, height=5),
    panel("How old are the databases?", "stat", {
        "countries": f"time() - max(farcall_geo_database_build_timestamp_seconds{S})",
        "ASN": f"time() - max(farcall_geo_asn_database_build_timestamp_seconds{S} != 0)",
        "cities": f"time() - max(farcall_geo_city_database_build_timestamp_seconds{S} != 0)"}, "s", width=8, height=5),
    panel("What is wrong with events, and what is skipped?", "timeseries", {
        "error: {{reason}}": f"sum by (reason) (rate(farcall_event_errors_total{S}[$__rate_interval]))",
        "skipped: {{reason}}": f"sum by (reason) (rate(farcall_events_skipped_total{S}[$__rate_interval]))"}, "cps", width=8, height=5),
]  # fmt: skip

ANOMALIES = [
    panel("Alerts today", "stat", {"alerts": f"sum(increase(farcall_alerts_total{S}[1d]))"}, width=4, height=5),
    panel("How many events of which risk?", "timeseries", {"{{risk_level}}": f"sum by (risk_level) (rate(farcall_events_risk_total{UNUSUAL}[$__rate_interval]))"}, "cps", width=10, height=5),
    panel("How many alerts an hour?", "timeseries", {"alerts": f"sum(increase(farcall_alerts_total{S}[1h]))"}, width=10, height=5),
    panel("Where do calls come from? (last day)", "geomap", {"{{origin}}": f"sum by (origin) {increase_of_all('farcall_origin_events_total' + COUNTRIES, '1d')}"}, width=12, height=10,
          view={"id": "zero"}, layers=[{"type": "markers", "name": "calls", "location": {"mode": "lookup", "lookup": "origin", "gazetteer": "public/gazetteer/countries.json"},
                                        "config": {"style": {"size": {"field": "Value", "min": 4, "max": 24}}}}]),
    panel("Where do alerts come from? (last day)", "table", {"{{origin}}": f"sort_desc(sum by (origin) {increase_of_all('farcall_origin_alerts_total' + S, '1d')})"}, width=12, height=10),
    panel("How are scores distributed?", "heatmap", {"{{le}}": f"sum by (le) (increase(farcall_event_score_bucket{S}[$__rate_interval]))"}, width=12, height=8),
    panel("Does the distribution move?", "timeseries", {
        "unusual, last hour": unusual("1h"),
        "unusual, last three days": unusual("3d")}, "percentunit", width=12, height=8),
    panel("How well are callers known?", "timeseries", {
        "{{state}}": f"sum by (state) (rate(farcall_events_state_total{S}[$__rate_interval]))",
        "from a place in quarantine": f"sum(rate(farcall_events_quarantined_total{S}[$__rate_interval]))"}, "cps"),
    panel("What decided the origins?", "timeseries", {
        "{{source}}": f"sum by (source) (rate(farcall_origins_total{S}[$__rate_interval]))",
        "databases disagree": f"sum(rate(farcall_origin_countries_disputed_total{S}[$__rate_interval]))"}, "cps"),
    panel("Who runs the networks?", "timeseries", {"{{kind}}": f"sum by (kind) (rate(farcall_network_operators_total{S}[$__rate_interval]))"}, "cps"),
    panel("What do people say and decide?", "timeseries", {
        "feedback: {{action}}": f"sum by (action) (increase(farcall_feedback_total{S}[1h]))",
        "findings: {{action}}": f"sum by (action) (increase(farcall_finding_triage_total{S}[1h]))"}),
    panel("What waits in the queue of findings?", "timeseries", {
        "open, priority {{priority}}": f"sum by (priority) (farcall_findings_open{S})",
        "opened within an hour": f"sum(increase(farcall_findings_opened_total{S}[1h]))",
        "expired within an hour, {{reason}}": f"sum by (reason) (increase(farcall_findings_expired_total{S}[1h]))",
        "watchers": f"sum(farcall_finding_watchers{S})"}),
    panel("Would a stolen key raise an alert? (self-test)", "timeseries", {
        "thefts that raise an alert": canaries("theft"),
        "honest calls that raise one": canaries("honest")}, "percentunit"),
    panel("How far apart are thefts and honest calls? (self-test)", "timeseries", {"{{call}}": f"avg by (call) (farcall_self_test_score{S} and on (job, instance) farcall_self_test_interval_seconds{S} > 0)"}),
    panel("How long until a call is scored and durable? (self-test)", "timeseries", {
        f"p{q}": f"histogram_quantile({q / 100}, sum by (le) (rate(farcall_self_test_seconds_bucket{S}[1h])))" for q in (50, 99)}, "s"),
]  # fmt: skip


PIPELINE = [
    panel("Does it work?", "stat", {"{{job}} {{ingest}}": f"min by (job, ingest) (farcall_ingest_ready{S}) or 0 * max by (job, ingest) (last_over_time(farcall_ingest_ready{S}[1d]))"}, width=4, height=7,
          field=YES_OR_NO),
    panel("How many records a second?", "timeseries", {"{{ingest}} {{outcome}}": f"sum by (ingest, outcome) (rate(farcall_ingest_records_total{S}[$__rate_interval]))"}, "cps", width=10),
    panel("How far behind its source is it?", "timeseries", {"{{ingest}}": f"max by (ingest) (farcall_ingest_lag_seconds{S})"}, "s", width=10),
    panel("What becomes of deliveries?", "timeseries", {
        "{{ingest}} {{outcome}}": f"sum by (ingest, outcome) (rate(farcall_ingest_deliveries_total{S}[$__rate_interval]))",
        "{{ingest}} made again": f"sum by (ingest) (rate(farcall_ingest_redelivered_total{S}[$__rate_interval]))"}, "cps"),
    panel("How long does a delivery take?", "timeseries", {
        f"p{q} {{{{ingest}}}}": f"histogram_quantile({q / 100}, sum by (ingest, le) (rate(farcall_ingest_delivery_seconds_bucket{S}[$__rate_interval])))" for q in (50, 99)}, "s"),
    panel("Which steps fail?", "timeseries", {"{{ingest}} {{step}}": f"sum by (ingest, step) (rate(farcall_ingest_failures_total{S}[$__rate_interval]))"}, "cps"),
    panel("How much could not be scored in an hour?", "timeseries", {
        "{{ingest}} dead letters": f"sum by (ingest) (increase(farcall_ingest_records_total{DEAD}[1h]))",
        "{{ingest}} deliveries rejected": f"sum by (ingest) (increase(farcall_ingest_deliveries_total{REJECTED}[1h]))"}),
    panel("How many deliveries are in work?", "timeseries", {"{{ingest}}": f"sum by (ingest) (farcall_ingest_held_deliveries{S})"}),
    panel("How many alerts an hour?", "timeseries", {"{{ingest}}": f"sum by (ingest) (increase(farcall_ingest_alerts_total{S}[1h]))"}),
    panel("How many messages wait in Kafka?", "timeseries", {"{{ingest}} {{topic}} {{partition}}": f"sum by (ingest, topic, partition) (farcall_ingest_kafka_lag_messages{S})"}, width=12),
    panel("How are HTTP requests answered?", "timeseries", {"{{ingest}} {{path}} {{code}}": f"sum by (ingest, path, code) (rate(farcall_ingest_http_requests_total{S}[$__rate_interval]))"}, "cps", width=12),
    panel("How long does its source keep what waits, and what in its queue was no record?", "timeseries", {
        "{{ingest}} seconds kept": f"max by (ingest) (farcall_ingest_source_retention_seconds{S})",
        "{{ingest}} seconds remembered by the server": f"min by (ingest) (farcall_ingest_seen_window_seconds{S})",
        "{{ingest}} {{kind}} in an hour": f"sum by (ingest, kind) (increase(farcall_ingest_sqs_ignored_total{S}[1h]))"}),
    panel("Do sinks get findings?", "timeseries", {
        "{{ingest}} {{sink}} {{outcome}}": f"sum by (ingest, sink, outcome) (increase(farcall_ingest_findings_total{S}[1h]))",
        "{{ingest}} {{sink}} failures": f"sum by (ingest, sink) (increase(farcall_ingest_finding_failures_total{S}[1h]))",
        "{{ingest}} {{sink}} fails now": f"max by (ingest, sink) (farcall_ingest_sink_failing{S})"}),
    panel("How old is a finding when its sink gets it?", "timeseries", {"{{ingest}} {{sink}}": f"max by (ingest, sink) (farcall_ingest_finding_age_seconds{S})"}, "s"),
]  # fmt: skip


CLUSTER = [
    panel("Does the log answer every replica?", "stat", {"{{job}}": f"min by (job) (farcall_cluster_log_reachable{S})"}, width=4, height=5, field=YES_OR_NO),
    panel("How many shards have no owner?", "stat", {"{{job}}": f"max by (job) (farcall_cluster_shards_without_owner{S})"}, width=4, height=5),
    panel("Who owns how many shards, and who follows?", "timeseries", {"{{instance}} {{role}}": f"sum by (instance, role) (farcall_cluster_shards{S})"}, width=8, height=5),
    panel("How many records are copies behind the log?", "timeseries", {"{{instance}}": f"sum by (instance) (farcall_cluster_lag_records{S})"}, width=8, height=5),
    panel("How many shards were taken over in ten minutes?", "timeseries", {"{{instance}}": f"sum by (instance) (increase(farcall_cluster_takeovers_total{S}[10m]))"}),
    panel("How many records did not count, and how many copies were opened again, in an hour?", "timeseries", {
        "{{instance}} refused": f"sum by (instance) (increase(farcall_cluster_refused_records_total{S}[1h]))",
        "{{instance}} opened": f"sum by (instance) (increase(farcall_cluster_lives_total{S}[1h]))"}),
    panel("What becomes of calls for shards of other replicas?", "timeseries", {"{{outcome}}": f"sum by (outcome) (rate(farcall_forwarded_calls_total{S}[$__rate_interval]))"}, "cps"),
    panel("How long does such a call take?", "timeseries", {
        f"p{q}": f"histogram_quantile({q / 100}, sum by (le) (rate(farcall_forward_seconds_bucket{S}[$__rate_interval])))" for q in (50, 99)}, "s"),
    panel("How long does a batch take at its owner?", "timeseries", {
        f"p{q} {{{{instance}}}}": f"histogram_quantile({q / 100}, sum by (instance, le) (rate(farcall_batch_seconds_bucket{S}[$__rate_interval])))" for q in (50, 99)}, "s"),
    panel("How many events a second does each replica score?", "timeseries", {"{{instance}}": f"sum by (instance) (rate(farcall_events_total{S}[$__rate_interval]))"}, "cps"),
]  # fmt: skip


def dashboard(uid, title, description, panels, always="farcall_ready"):
    """`always`: the series by which the jobs and instances are found."""
    assert len(panels) <= PANELS_MAX, title
    x = y = row = 0
    for number, one in enumerate(panels):
        if x + one["gridPos"]["w"] > COLUMNS:
            x, y, row = 0, y + row, 0
        one["id"] = number + 1
        one["gridPos"] |= {"x": x, "y": y}
        x, row = x + one["gridPos"]["w"], max(row, one["gridPos"]["h"])

    def variable(name, query):
        return {"name": name, "type": "query", "query": query, "refresh": 2, "multi": True, "includeAll": True,
                "datasource": {"type": "prometheus", "uid": "${datasource}"},
                "current": {"text": "All", "value": "$__all"}}  # fmt: skip

    return {
        "uid": uid,
        "title": title,
        "description": description,
        "tags": ["farcall"],
        "schemaVersion": 37,
        "editable": True,
        "time": {"from": "now-6h", "to": "now"},
        "refresh": "30s",
        "templating": {
            "list": [
                {"name": "datasource", "type": "datasource", "query": "prometheus"},
                variable("job", f"label_values({always}, job)"),
                variable("instance", f'label_values({always}{{job=~"$job"}}, instance)'),
            ]
        },
        "panels": panels,
    }  # fmt: skip


def main():
    folder = (
        pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "farcall/dashboards"
    )
    folder.mkdir(parents=True, exist_ok=True)
    for name, one in {
        "operate": dashboard("farcall-operate", "Farcall: operate", "Does it serve, how fast, and what is it short of?", OPERATE),
        "anomalies": dashboard("farcall-anomalies", "Farcall: anomalies", "What is odd, where from, and is the model still right?", ANOMALIES),
        "pipeline": dashboard("farcall-pipeline", "Farcall: pipeline", "Do records come through farcall-ingest, how late, and what is lost?", PIPELINE, "farcall_ingest_ready"),
        "cluster": dashboard("farcall-cluster", "Farcall: cluster", "Does each shard have an owner, is a copy ready to take over, and do calls find their way?", CLUSTER, "farcall_cluster_log_reachable"),
    }.items():  # fmt: skip
        (folder / f"{name}.json").write_text(json.dumps(one, indent=1) + "\n")


if __name__ == "__main__":
    main()
