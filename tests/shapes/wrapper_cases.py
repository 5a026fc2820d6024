# SPDX-License-Identifier: Apache-2.0
"""What is around records: K2 wrapper, K3 many records in one text."""

import json

import wrappers as w
from calls import (
    ALICE,
    BOB,
    CARLA,
    RELEASE,
    ROOT,
    WHEN,
    WHEN_SECONDS,
    Call,
    Case,
    error,
    flat,
    no_record,
    refused,
    renamed,
    skipped,
    snake,
    two,
)

K2, K3 = "K2 wrapper", "K3 many records in one text"
BASE64 = ["base64", "unpack"]


def lines(items):
    return "".join(json.dumps(item) + "\n" for item in items)


def wrapper():
    def case(name, calls, data, note="", accept=None):
        calls = calls if isinstance(calls, list) else [calls]
        return Case(
            K2, name, data, [c.scored() for c in calls], note, accept=accept or []
        )

    def in_base64(name, calls, data, note=""):
        """Opened, or told that base64 is to be unpacked."""
        accept = [refused(error(BASE64, many=True))]
        return case(name, calls, data, note, accept)

    def rare(name, calls, data, *names, note=""):
        """Opened, or told that it holds no record, with names at the top."""
        words = no_record(*names) if names else no_record()
        return case(
            name, calls, data, note, [refused(words), refused(error(BASE64, many=True))]
        )

    # Wrappers that hold one record each, as an object or as text.
    # fmt: off
    single = (
        ("event-bridge", lambda r: w.event_bridge(r)),
        ("sns", lambda r: w.sns(r)),
        ("sns-event-bridge", lambda r: w.sns(w.event_bridge(r))),
        ("sqs-message", lambda r: w.sqs_message(r)),
        ("hec-object", lambda r: w.hec(r)),
        ("hec-text", lambda r: w.hec(w.text(r), fields={"account": "prod"})),
        ("hec-raw", lambda r: w.hec({"_raw": w.text(r)})),
        ("hec-message", lambda r: w.hec({"message": w.text(r), "severity": "INFO"})),
        ("wazuh", w.wazuh),
        ("wazuh-alert", w.wazuh_alert),
        ("wazuh-alert-full-log", lambda r: {**w.wazuh_alert({}), "data": {}, "full_log": w.text(w.wazuh(r))}),
        ("wazuh-alert-full-log-record", lambda r: {"full_log": w.text(r), "location": "Wazuh-AWS"}),
        ("wazuh-hit", lambda r: w.hit(w.wazuh_alert(r), "wazuh-alerts-4.x-2026.10.07")),
        ("wazuh-original", lambda r: {"event": {"original": w.text(w.wazuh_alert(r))}}),
        ("datadog", lambda r: w.datadog(r)),
        ("datadog-message", lambda r: w.datadog({"service": "cloudtrail"}, message=w.text(r))),
        ("datadog-detail", lambda r: w.datadog(w.event_bridge(r))),
        ("docker", w.docker),
        ("kubernetes", w.kubernetes),
        ("fluent-bit-array", lambda r: [w.kubernetes(r)]),
        ("fluentd-message", lambda r: {"log": w.text({"message": w.text(r)}), "tag": "aws"}),
        ("log-event-bridge", lambda r: w.docker(w.event_bridge(r))),
        ("filebeat", w.filebeat),
        ("logstash", w.logstash),
        ("logstash-original", lambda r: {**w.logstash("x"), "event": {"original": w.text(r)}}),
        ("logstash-target", lambda r: {"@timestamp": WHEN, "@version": "1", "trail": r}),
        ("vector", w.vector),
        ("splunk-result", lambda r: {"preview": False, "offset": 0, "result": {"_time": WHEN, "_raw": w.text(r)}}),
        ("splunk-webhook", lambda r: {"sid": "scheduler_1", "search_name": "trail", "owner": "admin",
                                      "results_link": "https://example.com", "result": {"_raw": w.text(r)}}),
        ("splunk-fields", lambda r: {"preview": False, "result": flat(r)}),
        ("splunk-event-bridge", lambda r: {"result": {"_raw": w.text(w.event_bridge(r))}}),
        ("raw-event-bridge", lambda r: {"_raw": w.text(w.event_bridge(r)), "_time": WHEN_SECONDS}),
        ("raw-hec", lambda r: {"_raw": w.text(w.hec(r)), "cribl_breaker": "fallback"}),
        ("raw-array-of-one", lambda r: {"_raw": w.text([r])}),
        ("lake", lambda r: {"eventJson": w.text(r), "eventTime": WHEN, "eventID": r["eventID"]}),
        ("lake-lower-case", lambda r: {"eventjson": w.text(r)}),
        ("lake-event-data", lambda r: {"eventVersion": "1.0", "eventData": r, "UID": "u"}),
        ("steampipe", lambda r: {"rows": [{"cloudtrail_event": r, "event_id": r["eventID"]}], "columns": []}),
        ("steampipe-text", lambda r: [{"event_name": r["eventName"], "event_time": WHEN,
                                       "cloudtrail_event": w.text(r)}]),
        ("body", lambda r: {"Timestamp": "1", "SeverityText": "INFO", "Body": w.text(r)}),
        ("body-object", lambda r: {"timestamp": "1", "body": r, "resource": {}}),
        ("body-event-bridge", lambda r: {"Body": w.text(w.event_bridge(r)), "Attributes": {}}),
        ("opensearch", lambda r: w.hit({"@timestamp": WHEN, "aws": {"cloudtrail": r}})),
        ("opensearch-message", lambda r: w.hit({"@timestamp": WHEN, "@message": w.text(r)})),
        ("hit-message", lambda r: w.hit(w.logstash(r))),
        ("insights-console", lambda r: [{"@timestamp": WHEN, "@message": r}]),
        ("insights-console-text", lambda r: [{"@timestamp": WHEN, "@message": w.text(r)}]),
        ("lookup-one", w.lookup_event),
        ("lookup-lines", lambda r: [w.lookup_event(r)]),
        ("text-of-event-bridge", lambda r: json.dumps(w.text(w.event_bridge(r)))),
        ("panther", lambda r: {**r, "p_event_time": WHEN, "p_log_type": "AWS.CloudTrail", "p_any_ip_addresses": ["5.9.0.1"]}),
        ("journald", lambda r: {"MESSAGE": w.text(r), "_HOSTNAME": "h", "PRIORITY": "6"}),
        ("azure-records", lambda r: {"records": [r]}),
        ("firelens", lambda r: {"container_name": "c", "ecs_cluster": "e", "log": w.text(r) + "\r\n"}),
        ("text-of-text", lambda r: json.dumps(json.dumps(r))),
        ("event-text", lambda r: {"source": "lake", "event": w.text(r)}),
    )
    # fmt: on
    for number, (name, wrap) in enumerate(single):
        who = (ALICE, RELEASE, BOB, CARLA)[number % 4]
        call = Call(who)
        yield case(f"{name}.json", call, wrap(call.record))

    # Lists of them, line by line.
    for name, wrap in (
        ("docker", w.docker),
        ("hec", w.hec),
        ("wazuh-alerts", w.wazuh_alert),
        ("datadog", w.datadog),
        ("sqs", w.sqs_message),
        ("event-bridge", w.event_bridge),
        ("filebeat", w.filebeat),
        ("hits", lambda r: w.hit({"message": w.text(r)})),
        ("splunk", lambda r: {"preview": True, "result": {"_raw": w.text(r)}}),
        ("vector-log", lambda r: {"log": w.vector(r)}),
    ):
        calls = two()
        yield case(f"{name}-lines.ndjson", calls, lines(wrap(c.record) for c in calls))
        calls = two()
        yield case(
            f"{name}-together.json",
            calls,
            "".join(json.dumps(wrap(c.record)) for c in calls),
            "One after the other without anything between.",
        )
        calls = two()
        yield case(
            f"{name}-array.json", calls, [wrap(c.record) for c in calls], "In an array."
        )

    calls = two()
    yield case("texts-lines.ndjson", calls, lines(c.text() for c in calls))
    calls = two()
    yield case("texts-array.json", calls, [c.text() for c in calls])

    # Wrappers that hold several.
    # fmt: off
    several = (
        ("delivery", w.delivery),
        ("lambda-sqs", lambda rs: w.lambda_sqs(*rs)),
        ("lambda-sqs-sns", lambda rs: w.lambda_sqs(*(w.sns(r) for r in rs))),
        ("lambda-sqs-sns-event-bridge", lambda rs: w.lambda_sqs(*(w.sns(w.event_bridge(r)) for r in rs))),
        ("lambda-sns", lambda rs: w.lambda_sns(*rs)),
        ("lambda-sns-event-bridge", lambda rs: w.lambda_sns(*(w.event_bridge(r) for r in rs))),
        ("receive-message", lambda rs: w.receive_message(*rs)),
        ("receive-message-sns", lambda rs: w.receive_message(*(w.sns(r) for r in rs))),
        ("receive-message-event-bridge", lambda rs: w.receive_message(*(w.event_bridge(r) for r in rs))),
        ("pipe-sqs", lambda rs: w.lambda_sqs(*rs)["Records"]),
        ("pipe-sqs-sns", lambda rs: w.lambda_sqs(*(w.sns(r) for r in rs))["Records"]),
        ("lookup", lambda rs: {"Events": [w.lookup_event(r) for r in rs], "NextToken": "t"}),
        ("lookup-pages", lambda rs: [{"Events": [w.lookup_event(r)], "ResponseMetadata": {}} for r in rs]),
        ("lookup-query", lambda rs: [w.text(r) for r in rs]),
        ("get-log-events", lambda rs: {"events": [{"timestamp": 1, "message": w.text(r), "ingestionTime": 2} for r in rs],
                                       "nextForwardToken": "f/1", "nextBackwardToken": "b/1"}),
        ("filter-log-events", lambda rs: {"events": [{"logStreamName": "s", "timestamp": 1, "message": w.text(r),
                                                      "ingestionTime": 2, "eventId": "3"} for r in rs]}),
        ("insights", lambda rs: w.insights_answer([{"@timestamp": WHEN, "@message": r, "@ptr": "Cmk"} for r in rs])),
        ("insights-message-alone", lambda rs: w.insights_answer([{"@message": r} for r in rs])),
        ("insights-event-bridge", lambda rs: w.insights_answer([{"@message": w.event_bridge(r)} for r in rs])),
        ("subscription", w.subscription),
        ("subscription-event-bridge", lambda rs: w.subscription([w.event_bridge(r) for r in rs])),
        ("search", lambda rs: w.search_answer([w.hit(w.filebeat(r)) for r in rs])),
        ("search-wazuh", lambda rs: w.search_answer([w.hit(w.wazuh_alert(r)) for r in rs])),
        ("search-opensearch", lambda rs: w.search_answer([w.hit({"aws": {"cloudtrail": r}}) for r in rs])),
        ("search-record", lambda rs: w.search_answer([w.hit(r) for r in rs])),
        ("splunk-results", lambda rs: {"preview": False, "init_offset": 0, "messages": [], "fields": [{"name": "_raw"}],
                                       "results": [{"_raw": w.text(r), "_time": WHEN} for r in rs]}),
        ("splunk-results-fields", lambda rs: {"results": [flat(r) for r in rs], "fields": [{"name": "eventName"}]}),
        ("steampipe", lambda rs: {"rows": [{"cloudtrail_event": w.text(r)} for r in rs]}),
        ("hec-records", lambda rs: w.hec(w.delivery(rs))),
        ("datadog-api", lambda rs: {"data": [{"id": "A", "type": "log", "attributes": {"attributes": r, "tags": []}} for r in rs],
                                    "meta": {"page": {}}}),
        ("records-of-texts", lambda rs: {"Records": [w.text(r) for r in rs]}),
        ("event-bridge-in-records", lambda rs: w.delivery([w.event_bridge(r) for r in rs])),
        ("azure-records", lambda rs: {"records": rs}),
        ("logs-of-messages", lambda rs: [{"message": w.text(r), "ddsource": "aws"} for r in rs]),
    )
    # fmt: on
    for name, wrap in several:
        calls = two()
        yield case(f"{name}-two.json", calls, wrap([c.record for c in calls]))

    # base64 and gzip.
    def of_two(pack, wrap):
        calls = two()
        return calls, wrap(*(pack(c.record) for c in calls))

    def of_message(pack, wrap):
        calls = two()
        return calls, wrap(pack(w.subscription([c.record for c in calls])))

    # fmt: off
    in_64 = (
        ("lambda-kinesis", of_two(w.b64, w.lambda_kinesis)),
        ("lambda-kinesis-event-bridge", of_two(lambda r: w.b64(w.event_bridge(r)), w.lambda_kinesis)),
        ("lambda-kinesis-logs", of_message(w.packed, w.lambda_kinesis)),
        ("pipe-kinesis", of_two(w.b64, lambda *d: [
            {"eventSource": "aws:kinesis", "data": item, "partitionKey": "1"} for item in d])),
        ("get-records", of_two(w.b64, w.get_records)),
        ("get-records-logs", of_message(w.packed, w.get_records)),
        ("firehose-http", of_two(w.b64, w.firehose_http)),
        ("firehose-http-logs", of_message(w.packed, w.firehose_http)),
        ("firehose-http-plain-logs", of_message(w.b64, w.firehose_http)),
        ("firehose-transformed", of_two(lambda r: w.b64(w.text(r) + "\n"), w.firehose_transformed)),
        ("firehose-invocation", of_message(w.packed, lambda d: {
            "invocationId": "i", "deliveryStreamArn": "arn:aws:firehose:eu-central-1:111122223333:deliverystream/d",
            "region": "eu-central-1", "records": [{"recordId": "1", "approximateArrivalTimestamp": 1, "data": d}]})),
        ("awslogs", of_message(w.packed, lambda d: {"awslogs": {"data": d}})),
        ("firehose-lines-in-one", of_message(
            lambda m: w.b64("\n".join(e["message"] for e in m["logEvents"]) + "\n"), w.firehose_http)),
    )
    rarely_in_64 = (
        ("lambda-kafka", of_two(w.b64, w.lambda_kafka)),
        ("pubsub-push", of_message(w.b64, lambda d: {
            "message": {"data": d, "messageId": "1", "attributes": {}}, "subscription": "projects/p/subscriptions/s"})),
        ("pubsub-pull", of_two(w.b64, lambda *d: {
            "receivedMessages": [{"ackId": "a", "message": {"data": item, "messageId": "1"}} for item in d]})),
        ("pubsub-pull-array", of_two(w.b64, lambda *d: [
            {"ackId": "a", "message": {"data": item, "messageId": "1"}} for item in d])),
        ("cloud-events-base64", of_message(w.b64, lambda d: {
            "specversion": "1.0", "type": "t", "source": "/trail", "id": "1", "data_base64": d})),
        ("secops-import", of_two(w.b64, lambda *d: {"inline_source": {"logs": [{"data": item} for item in d]}})),
        ("api-gateway-base64", of_message(lambda m: m, lambda m: w.api_gateway(m, encoded=True))),
        ("event-hub-capture", of_message(w.b64, lambda d: {"SequenceNumber": 1, "Offset": "0", "Body": d})),
    )
    # fmt: on
    for name, (calls, data) in in_64:
        yield in_base64(f"{name}.json", calls, data)
    for name, (calls, data) in rarely_in_64:
        top = list(data) if isinstance(data, dict) else list(data[0])
        yield rare(f"{name}.json", calls, data, *top, "Body", "body")

    # Rarer: opened, or a message with the names at the top.
    def rarely(name, wrap, who=ALICE):
        call = Call(who)
        data = wrap(call.record)
        value = data if not isinstance(data, str) else json.loads(data)
        value = value[0] if isinstance(value, list) else value
        top = [str(k) for k in value] if isinstance(value, dict) else []
        return rare(f"{name}.json", call, data, *top)

    # fmt: off
    rarities = (
        ("cloud-events", lambda r: {"specversion": "1.0", "type": "t", "source": "s", "id": "1",
                                    "datacontenttype": "application/json", "data": r}),
        ("cloud-events-text", lambda r: {"specversion": "1.0", "type": "t", "id": "1", "data": w.text(r)}),
        ("cloud-events-batch", lambda r: [{"specversion": "1.0", "id": "1", "data": w.event_bridge(r)}]),
        ("kafka-connect", lambda r: {"schema": {"type": "string", "optional": False}, "payload": w.text(r)}),
        ("kafka-connect-object", lambda r: {"schema": {"type": "struct"}, "payload": r}),
        ("kcat", lambda r: {"topic": "trail", "partition": 0, "offset": 1, "tstype": "create", "key": None, "payload": w.text(r)}),
        ("debezium", lambda r: {"payload": {"before": None, "after": r, "op": "c", "ts_ms": 1}}),
        ("gelf-short", lambda r: {"version": "1.1", "host": "h", "short_message": w.text(r), "level": 6}),
        ("gelf-full", lambda r: {"version": "1.1", "host": "h", "short_message": "CreateUser", "full_message": w.text(r)}),
        ("graylog-search", lambda r: {"query": "*", "messages": [{"message": {"full_message": w.text(r)}, "index": "g"}]}),
        ("loki-push", lambda r: {"streams": [{"stream": {"job": "t"}, "values": [["1", w.text(r)]]}]}),
        ("loki-query", lambda r: {"status": "success", "data": {"resultType": "streams", "result": [
            {"stream": {}, "values": [["1", w.text(r)]]}]}}),
        ("loki-line", lambda r: {"labels": {"job": "t"}, "timestamp": WHEN, "line": w.text(r)}),
        ("otlp-text", lambda r: w.otlp({"stringValue": w.text(r)})),
        ("otlp-bytes", lambda r: w.otlp({"bytesValue": w.b64(r)})),
        ("otlp-single", lambda r: {"timeUnixNano": "1", "body": {"stringValue": w.text(r)}}),
        ("google-log", lambda r: {"insertId": "1", "logName": "projects/p/logs/t", "timestamp": WHEN, "jsonPayload": r}),
        ("google-text", lambda r: {"insertId": "1", "logName": "projects/p/logs/t", "textPayload": w.text(r)}),
        ("secops-entries", lambda r: {"customer_id": "c", "log_type": "AWS_CLOUDTRAIL", "entries": [{"log_text": w.text(r)}]}),
        ("sumo-messages", lambda r: {"fields": [], "messages": [{"map": {"_raw": w.text(r), "_messagetime": "1"}}]}),
        ("logscale", lambda r: {"@timestamp": 1, "@rawstring": w.text(r), "#repo": "aws"}),
        ("newrelic", lambda r: [{"common": {}, "logs": [{"timestamp": 1, "message": w.text(r)}]}]),
        ("honeycomb", lambda r: [{"time": WHEN, "samplerate": 1, "data": r}]),
        ("coralogix", lambda r: {"coralogix": {"metadata": {}}, "text": w.text(r)}),
        ("mezmo", lambda r: {"_line": w.text(r), "_app": "trail"}),
        ("snowflake-variant", lambda r: {"RAW": r, "FILENAME": "x.json.gz"}),
        ("snowflake-value", lambda r: {"VALUE": w.text(r), "SEQ": 1}),
        ("databricks", lambda r: {"value": w.text(r), "_metadata": {}}),
        ("api-gateway", w.api_gateway),
        ("lambda-destination", lambda r: {"version": "1.0", "requestContext": {}, "requestPayload": w.event_bridge(r),
                                          "responsePayload": {"errorMessage": "x"}}),
        ("input-transformer", lambda r: {"alert": "sign-in", "account": "1", "call": r}),
        ("record-text", lambda r: {"record": w.text(r)}),
        ("payload-object", lambda r: {"payload": r}),
        ("nested-three", lambda r: {"outer": {"middle": {"inner": r}}}),
        ("splunk-json-rows", lambda r: {"preview": False, "fields": ["_raw"], "rows": [[w.text(r)]]}),
        ("splunk-json-columns", lambda r: {"preview": False, "fields": ["_raw"], "columns": [[w.text(r)]]}),
        ("powershell-value", lambda r: {"value": [w.lookup_event(r)], "Count": 1}),
        ("lake-answer", lambda r: w.lake_answer([r])),
        ("lake-answer-json", lambda r: w.lake_answer([{"eventJson": r}])),
        ("insights-fields", lambda r: w.insights_answer([flat(r)])),
        ("search-columns", lambda r: {"columns": [{"name": "message", "type": "text"}], "values": [[w.text(r)]]}),
        ("msearch", lambda r: {"took": 1, "responses": [w.search_answer([w.hit(w.filebeat(r))])]}),
        ("kibana-search", lambda r: {"id": "F", "isPartial": False, "rawResponse": w.search_answer([w.hit(w.filebeat(r))])}),
        ("mget", lambda r: {"docs": [w.hit(w.filebeat(r))]}),
        ("wazuh-fields", lambda r: {"_index": "wazuh", "_id": "1", "fields": {
            "data.aws." + k: [v] for k, v in flat(r).items()}}),
        ("snake-cloudtrail", lambda r: {"@timestamp": WHEN, "aws": {"cloudtrail": renamed(r, snake)}}),
        ("fluentd-forward", lambda r: {"tag": "aws", "time": 1, "record": r}),
        ("mongo", lambda r: {"_id": {"$oid": "65"}, "doc": r}),
        ("steampipe-columns", lambda r: [{
            "event_id": r["eventID"], "event_name": r["eventName"], "event_source": r["eventSource"], "event_time": WHEN,
            "user_identity": r["userIdentity"], "source_ip_address": r["sourceIPAddress"], "recipient_account_id": "111122223333"}]),
        ("eventstream", lambda r: {"stream": "trail", "events": [{"data": r}]}),
    )
    # fmt: on
    for name, wrap in rarities:
        yield rarely(name, wrap)

    # OCSF is read, or named.
    for who, name in (
        (ALICE, "user"),
        (RELEASE, "role"),
        (BOB, "person"),
        (ROOT, "root"),
    ):
        call = Call(who)
        for style, wrap in (
            ("object", lambda d: d),
            ("array", lambda d: [d]),
            ("message", lambda d: {"message": json.dumps(d)}),
            ("records", lambda d: {"Records": [d]}),
        ):
            yield case(
                f"ocsf-{name}-{style}.json",
                call,
                wrap(w.ocsf(call)),
                accept=[refused(error("OCSF", many=True))],
            )
    call = Call(errorCode="AccessDenied")
    yield Case(
        K2,
        "ocsf-failed.json",
        w.ocsf(call, status="Failure", status_id=2),
        [call.scored(failed="AccessDenied")],
        accept=[refused(error("OCSF"))],
    )
    call = Call()
    without = {k: v for k, v in w.ocsf(call).items() if k != "time_dt"}
    yield case("ocsf-time-alone.json", call, without, accept=[refused(error("OCSF"))])
    call = Call()
    yield case(
        "ocsf-flat.json",
        call,
        flat(w.ocsf(call)),
        accept=[refused(error("OCSF")), refused(no_record())],
    )

    call = Call(ALICE, "ConsoleLogin", "signin")
    document = w.ocsf(call, class_uid=3002, class_name="Authentication", category_uid=3)
    document["user"] = document["actor"]["user"]
    named = refused(error(["OCSF", "class_uid", "class_name"]))
    yield case("ocsf-authentication.json", call, document, accept=[named])

    # Documents of Elastic in other wrappers.
    for name, wrap in (
        ("message", lambda d: {"message": json.dumps(d)}),
        ("hits", lambda d: w.search_answer([w.hit(d)])),
        (
            "hit-fields",
            lambda d: {"_index": "l", "fields": {k: [v] for k, v in flat(d).items()}},
        ),
        (
            "search-fields",
            lambda d: w.search_answer(
                [{"_index": "l", "fields": {k: [v] for k, v in flat(d).items()}}]
            ),
        ),
        ("array", lambda d: [d]),
        ("array-of-hits", lambda d: [w.hit(d)]),
        ("raw", lambda d: {"_raw": json.dumps(d)}),
    ):
        call = Call(RELEASE)
        yield case(f"ecs-{name}.json", call, wrap(w.ecs(call)))

    # Lists in place of one.
    for name, wrap in (
        ("result", lambda rs: {"result": rs}),
        ("event", lambda rs: {"time": 1, "event": rs}),
        ("log", lambda rs: {"log": rs, "stream": "stdout"}),
        ("message", lambda rs: {"@timestamp": WHEN, "message": rs}),
        (
            "message-texts",
            lambda rs: {"@timestamp": WHEN, "message": [w.text(r) for r in rs]},
        ),
        ("body", lambda rs: {"Body": rs}),
        ("raw", lambda rs: {"_raw": [w.text(r) for r in rs]}),
        ("original", lambda rs: {"event": {"original": [w.text(r) for r in rs]}}),
        ("wazuh", lambda rs: {"integration": "aws", "aws": rs}),
        ("detail", lambda rs: w.event_bridge(rs)),
        ("attributes", lambda rs: {"attributes": rs}),
        ("lake", lambda rs: [{"eventJson": w.text(r)} for r in rs]),
        ("target", lambda rs: {"@timestamp": WHEN, "@version": "1", "cloudtrail": rs}),
    ):
        calls = two()
        data = wrap([c.record for c in calls])
        yield case(f"list-in-{name}.json", calls, data, "Alone or in lists.")

    # The same record twice in one wrapper is one call.
    for name, wrap in (
        (
            "message-and-original",
            lambda r: {**w.filebeat(r), "event": {"original": w.text(r)}},
        ),
        (
            "full-log-and-data",
            lambda r: {**w.wazuh_alert(r), "full_log": w.text(w.wazuh(r))},
        ),
        ("raw-and-fields", lambda r: {**r, "_raw": w.text(r)}),
        ("raw-and-flat-fields", lambda r: {**flat(r), "_raw": w.text(r)}),
        ("attributes-and-message", lambda r: w.datadog(r, message=w.text(r))),
        ("target-and-message", lambda r: {**w.logstash(r), "cloudtrail": r}),
        ("log-and-log-processed", lambda r: {**w.kubernetes(r), "log_processed": r}),
        ("message-and-record", lambda r: {**r, "message": w.text(r)}),
        ("hec-event-and-raw", lambda r: w.hec(r, _raw=w.text(r))),
        ("lake-and-columns", lambda r: {"eventJson": w.text(r), **r}),
    ):
        call = Call(RELEASE)
        yield case(
            f"once-{name}.json", call, wrap(call.record), "One call, one result."
        )
    call = Call(RELEASE)
    document = {**w.ecs(call, original=call.text()), "message": call.text()}
    yield case("once-ecs-and-original.json", call, document, "One call, one result.")

    # A wrapper that somebody flattened.
    for name, wrap in (
        ("event-bridge", w.event_bridge),
        ("wazuh", w.wazuh_alert),
        ("datadog", w.datadog),
        ("hit", lambda r: w.hit({"aws": {"cloudtrail": r}})),
    ):
        call = Call(RELEASE)
        data = flat(wrap(call.record))
        yield rare(f"flat-{name}.json", call, data, *data)

    # base64 of another make.
    def lined(data):
        return "\n".join(data[i : i + 76] for i in range(0, len(data), 76)) + "\n"

    for name, pack in (
        ("lines", lambda r: lined(w.b64(r))),
        ("no-padding", lambda r: w.b64(w.text(r) + "\n").rstrip("=")),
        ("url-safe", lambda r: w.b64(r).replace("+", "-").replace("/", "_")),
        ("packed-delivery", lambda r: w.packed(w.delivery([r]))),
        ("twice", lambda r: w.b64(w.b64(r))),
        ("event-bridge-packed", lambda r: w.packed(w.event_bridge(r))),
        ("hec", lambda r: w.b64(w.hec(r))),
    ):
        call = Call(BOB)
        data = w.firehose_http(pack(call.record))
        yield rare(f"firehose-{name}.json", call, data, "requestId", "records")
    call = Call(BOB)
    failed = {
        "attemptsMade": 4,
        "arrivalTimestamp": 1,
        "errorCode": "Splunk.AckTimeout",
        "errorMessage": "x",
        "attemptEndingTimestamp": 2,
        "rawData": w.b64(call.record),
    }
    yield rare("firehose-failed.json", call, failed, *failed)
    call = Call(BOB)
    yield case("detail-text.json", call, w.event_bridge(call.text()))
    calls = two()
    control = {
        **w.subscription(["CWL CONTROL MESSAGE"]),
        "messageType": "CONTROL_MESSAGE",
    }
    data = w.lambda_kinesis(
        w.packed(control), w.packed(w.subscription([c.record for c in calls]))
    )
    results = [skipped("CONTROL_MESSAGE"), *(c.scored() for c in calls)]
    told = refused(error(BASE64, many=True))
    yield Case(K2, "kinesis-control.json", data, results, accept=[told])

    # Each wrapper in each other: a file for each outer one, a line for each inner.
    # fmt: off
    composed = (
        ("event-bridge", w.event_bridge),
        ("sns", w.sns),
        ("sqs", w.sqs_message),
        ("hec", w.hec),
        ("wazuh", w.wazuh),
        ("full-log", lambda r: {"full_log": w.text(r)}),
        ("hit", w.hit),
        ("search", lambda r: w.search_answer([w.hit(r)])),
        ("datadog", w.datadog),
        ("docker", w.docker),
        ("filebeat", w.filebeat),
        ("original", lambda r: {"event": {"original": w.text(r)}}),
        ("splunk", lambda r: {"result": {"_raw": w.text(r)}}),
        ("lake", lambda r: {"eventJson": w.text(r)}),
        ("body", lambda r: {"Body": w.text(r)}),
        ("insights", lambda r: w.insights_answer([{"@message": r}])),
        ("lambda-sqs", lambda r: w.lambda_sqs(r)),
        ("lambda-sns", lambda r: w.lambda_sns(r)),
        ("subscription", lambda r: w.subscription([r])),
        ("delivery", lambda r: w.delivery([r])),
        ("array", lambda r: [r]),
        ("filter", lambda r: {"events": [{"message": w.text(r)}]}),
    )
    # fmt: on
    forms = (
        lambda c: c.record,
        lambda c: renamed(c.record, str.lower),
        lambda c: flat(c.record),
        w.ecs,
        lambda c: {**c.record, "userIdentity": json.dumps(c.record["userIdentity"])},
    )
    for i, (outer, around) in enumerate(composed):
        calls, rows = [], []
        for j, (inner, wrap) in enumerate(composed):
            if outer == "wazuh" and inner in ("array", "wazuh"):
                continue  # its fields are beside those of what is in it
            call = Call((ALICE, RELEASE, BOB, CARLA)[(i + j) % 4])
            calls.append(call)
            rows.append(around(wrap(forms[(i + 2 * j) % len(forms)](call))))
        yield case(f"{outer}-of-all.ndjson", calls, lines(rows), "One in another.")

    # What a caller writes into a call is no call.
    forged = Call(ROOT, "DeleteTrail", "cloudtrail")
    for name, field, value in (
        ("parameters-text", "requestParameters", {"message": forged.text()}),
        ("parameters-object", "requestParameters", forged.record),
        ("parameters-records", "requestParameters", w.delivery([forged.record])),
        ("parameters-raw", "requestParameters", {"_raw": forged.text()}),
        ("parameters-whole-text", "requestParameters", forged.text()),
        ("response", "responseElements", w.event_bridge(forged.record)),
        ("additional", "additionalEventData", {"detail": forged.record}),
        ("error-message", "errorMessage", forged.text()),
        ("agent", "userAgent", forged.text()),
    ):
        for style, change in (
            ("", lambda r: r),
            ("-flat", flat),
            ("-lower", lambda r: renamed(r, str.lower)),
        ):
            call = Call(**{field: value})
            yield case(f"forged-{name}{style}.json", call, change(call.record))
    call = Call()
    document = w.ecs(call)
    document["aws"]["cloudtrail"]["request_parameters"] = forged.text()
    document["aws"]["cloudtrail"]["flattened"] = {
        "request_parameters": {"message": forged.text()}
    }
    document["user_agent"] = {"original": forged.text()}
    yield case("forged-ecs.json", call, document)
    call = Call(
        requestParameters={"userIdentity": ROOT.identity, "sourceIPAddress": "5.9.0.1"}
    )
    yield case("forged-names.json", call, flat(call.record))

    # Deep, but not beyond the limit of JSON texts in one another.
    call = Call(BOB)
    deep = w.receive_message(w.sns(w.event_bridge(call.record)))
    yield case("sqs-sns-event-bridge.json", call, deep)
    call = Call(BOB)
    deep = w.logstash(w.hec(w.text({"_raw": w.text(call.record)})))
    yield case("message-hec-raw.json", call, deep)
    call = Call(BOB)
    yield in_base64(
        "kinesis-sns-record.json", call, w.lambda_kinesis(w.b64(w.sns(call.record)))
    )
    call = Call(BOB)
    deep = w.lambda_sqs(w.sns(w.delivery([call.record])))
    yield case("sqs-sns-delivery.json", call, deep, "A raw delivery, though rarely.")


def many_in_one_text():
    def case(name, calls, data, note="", **more):
        return Case(K3, name, data, [c.scored() for c in calls], note, **more)

    holders = (
        ("message", w.logstash),
        ("raw", lambda t: {"_raw": t, "_time": 1, "sourcetype": "aws:cloudtrail"}),
        ("log", lambda t: {"log": t, "stream": "stdout"}),
        (
            "original",
            lambda t: {
                "@timestamp": WHEN,
                "event": {"original": t, "dataset": "aws.cloudtrail"},
            },
        ),
        ("original-dotted", lambda t: {"@timestamp": WHEN, "event.original": t}),
        ("hec", w.hec),
        ("full-log", lambda t: {"full_log": t, "location": "Wazuh-AWS"}),
        ("body", lambda t: {"Timestamp": "1", "Body": t}),
        ("sns", w.sns),
        ("sqs", lambda t: w.lambda_sqs(t)),
        ("hit", lambda t: w.hit({"message": t})),
        ("splunk", lambda t: {"result": {"_raw": t}}),
    )
    texts = (
        ("delivery", lambda rs: json.dumps(w.delivery(rs))),
        ("delivery-pretty", lambda rs: json.dumps(w.delivery(rs), indent=1)),
        ("array", lambda rs: json.dumps(rs)),
        ("lines", lambda rs: lines(rs)),
        ("lines-crlf", lambda rs: lines(rs).replace("\n", "\r\n")),
        ("no-last-newline", lambda rs: lines(rs)[:-1]),
        ("together", lambda rs: "".join(json.dumps(r) for r in rs)),
        ("pretty-lines", lambda rs: "\n".join(json.dumps(r, indent=2) for r in rs)),
        ("event-bridge-lines", lambda rs: lines(w.event_bridge(r) for r in rs)),
        ("subscription", lambda rs: json.dumps(w.subscription(rs))),
        ("blank-lines", lambda rs: "\n\n".join(json.dumps(r) for r in rs) + "\n\n"),
        ("lookup", lambda rs: json.dumps({"Events": [w.lookup_event(r) for r in rs]})),
    )
    for i, (holder, hold) in enumerate(holders):
        for j, (name, join) in enumerate(texts):
            # Each holder with a third of the texts; all are met.
            if (i + j) % 3:
                continue
            calls = [*two(), Call(BOB, "StartInstances", "ec2")]
            text = join([c.record for c in calls])
            yield case(f"{holder}-{name}.json", calls, hold(text))

    calls = [Call(), Call(RELEASE), Call(BOB), Call(CARLA)]
    rows = [
        w.logstash(lines(c.record for c in calls[:2])),
        w.logstash(calls[2].record),
        w.logstash([calls[3].record]),
    ]
    yield case("rows-of-several.ndjson", calls, lines(rows), "Two, one and one.")
    calls = [Call(), Call(RELEASE), Call(BOB)]
    rows = [
        w.hec(json.dumps(w.delivery([c.record for c in calls[:2]]))),
        w.hec(calls[2].record),
    ]
    yield case("hec-mixed.json", calls, "".join(map(json.dumps, rows)))

    first, last = Call(), Call(RELEASE)
    text = "\n".join([first.text(), Call().text()[:150], last.text()])
    yield Case(
        K3,
        "broken-line.json",
        w.logstash(text),
        [first.scored(), error("JSON", many=True), last.scored()],
        "A broken line costs no other.",
        exit=(1,),
    )
    calls = two()
    text = json.dumps([c.text() for c in calls])
    yield case("array-of-texts.json", calls, w.logstash(text), "Texts in the text.")
    calls = two()
    text = json.dumps({"events": [{"message": c.text()} for c in calls]})
    yield case("answer-of-aws-logs.json", calls, w.docker(text))
    calls = two()
    data = {"fields": {"event.original": [c.text() for c in calls]}, "_index": "l"}
    yield case("fields-of-originals.json", calls, data)
    first, last = Call(), Call(RELEASE)
    insight = {
        **Call().record,
        "eventType": "AwsCloudTrailInsight",
        "eventCategory": "Insight",
    }
    yield Case(
        K3,
        "insight-among.json",
        {"_raw": json.dumps(w.delivery([first.record, insight, last.record]))},
        [first.scored(), skipped("INSIGHTS"), last.scored()],
    )
    first, last = Call(), Call(RELEASE)
    yield Case(
        K3,
        "without-id-among.json",
        w.logstash(w.delivery([first.record, Call().without("eventID"), last.record])),
        [first.scored(), error("eventID"), last.scored()],
        exit=(1,),
    )
    yield Case(
        K3,
        "empty-delivery.json",
        w.logstash('{"Records":[]}'),
        [],
        "A text without a record is nothing, or told.",
        accept=[refused(no_record("message")), refused(error("record"))],
    )
    calls = two()
    text = json.dumps(json.dumps(w.delivery([c.record for c in calls])))
    yield case("text-of-a-delivery.json", calls, text, "A file that was encoded twice.")
    calls = [*two(), Call(BOB)]
    rows = [[calls[0].record], [c.record for c in calls[1:]]]
    yield case("arrays.ndjson", calls, lines(rows), "An array on each line.")
    calls = [*two(), Call(BOB)]
    rows = [[calls[0].record], [c.record for c in calls[1:]]]
    yield case("array-of-arrays.json", calls, rows, "jq --slurp of arrays.")
    calls = [*two(), *two()]
    rows = [w.delivery([c.record for c in pair]) for pair in (calls[:2], calls[2:])]
    yield case("deliveries.ndjson", calls, lines(rows), "A delivery on each line.")
    calls = [*two(), *two()]
    rows = [w.delivery([c.record for c in pair]) for pair in (calls[:2], calls[2:])]
    yield case("array-of-deliveries.json", calls, rows, "jq --slurp of deliveries.")
    call = Call()
    yield case(
        "one-in-a-delivery.json",
        [call],
        {"_raw": json.dumps(w.delivery([call.record]))},
    )
    call = Call()
    yield case("one-and-newlines.json", [call], {"log": "\n" + call.text() + "\n\n"})
    calls = [Call(name=f"Action{n}") for n in range(40)]
    yield case("forty.json", calls, w.vector(w.delivery([c.record for c in calls])))
    calls = [Call(name=f"Action{n}") for n in range(6)]
    data = w.lambda_sqs(
        *(w.delivery([c.record for c in calls[n : n + 2]]) for n in (0, 2, 4))
    )
    yield case("sqs-of-deliveries.json", calls, data)


def cases():
    for kind in (wrapper, many_in_one_text):
        yield from kind()
