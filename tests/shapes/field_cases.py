# SPDX-License-Identifier: Apache-2.0
"""Single fields: K4 message, K5 letter case, K6 address with port, K9 time,
K10 strictness, K15 host name as service."""

import json

import wrappers as w
from calls import (
    ACCOUNT,
    ALICE,
    BOB,
    CARLA,
    RELEASE,
    WHEN,
    WHEN_SECONDS,
    Call,
    Case,
    capital,
    error,
    expected,
    flat,
    no_record,
    refused,
    renamed,
    skipped,
    snake,
    two,
)

K4, K5, K6 = "K4 message", "K5 letter case of names", "K6 address with port"
K9, K10, K15 = "K9 time", "K10 strictness", "K15 host name as service"


def message():
    def nothing(name, data, note="", accept=None):
        return Case(K4, name, data, [], note, accept=accept or [])

    def foreign(name, data, *names, note=""):
        return Case(K4, name, data, [no_record(*names)], note, exit=(1, 4))

    yield nothing("empty-array.json", "[]")
    yield nothing("empty-file.json", "")
    yield nothing("blank-lines.ndjson", "\n\n  \n")
    yield nothing("empty-lookup.json", {"Events": []})
    yield nothing("empty-subscription.json", w.subscription([]))
    yield nothing(
        "empty-search.json",
        w.search_answer([]),
        accept=[refused(no_record("hits", "took", "timed_out"))],
    )
    yield nothing(
        "empty-filter.json",
        {"events": [], "searchedLogStreams": []},
        accept=[refused(no_record("events", "searchedLogStreams"))],
    )
    yield nothing(
        "empty-receive.json",
        {"Messages": []},
        accept=[refused(no_record("Messages"))],
    )
    yield nothing(
        "records-null-pretty.json",
        '{\n  "Records" : null\n}\n',
        accept=[refused(error("Records"))],
    )
    yield nothing(
        "events-null.json", {"Events": None}, accept=[refused(error("Events"))]
    )
    yield Case(
        K4,
        "records-null-among.ndjson",
        '{"Records":null}\n' + Call(BOB).text() + "\n",
        [Call(BOB).scored()],
        "An empty delivery costs no other record.",
        accept=[expected([error("Records"), Call(BOB).scored()], exit=(1, 4))],
    )

    yield foreign(
        "metric.json",
        {"metricName": "CPU", "dimensions": {}},
        "metricName",
        "dimensions",
    )
    yield foreign(
        "refusal.json",
        {"__type": "AccessDeniedException", "reason": "no"},
        "__type",
        "reason",
    )
    yield foreign(
        "trails.json", {"trailList": [{"Name": "t", "S3BucketName": "b"}]}, "trailList"
    )
    yield foreign(
        "alarm.json",
        {"AlarmName": "a", "NewStateValue": "ALARM"},
        "AlarmName",
        "NewStateValue",
    )
    yield foreign(
        "pod.json",
        {"kind": "Pod", "apiVersion": "v1", "metadata": {}},
        "kind",
        "apiVersion",
        "metadata",
    )
    yield foreign(
        "list.json", [{"alpha": 1, "beta": 2}, {"alpha": 3, "beta": 4}], "alpha", "beta"
    )
    yield foreign(
        "lines.ndjson",
        '{"level":"info","msg":"started"}\n{"level":"warn","msg":"slow"}\n',
        "level",
        "msg",
    )
    yield foreign(
        "dynamodb-item.json",
        {"Item": {"pk": {"S": "a"}, "eventName": {"S": "CreateUser"}}},
        "Item",
    )
    yield foreign("empty-object.json", "{}")
    yield foreign(
        "plain-message.json", {"ts": 1, "message": "user logged in"}, "ts", "message"
    )
    yield foreign(
        "log-of-a-proxy.json",
        {"remote": "10.0.0.1", "verb": "GET", "records": 7},
        "remote",
        "verb",
        "records",
    )
    for name, data in (
        ("number", "42"),
        ("word", '"hello"'),
        ("true", "true"),
        ("numbers", "[1,2,3]"),
    ):
        yield Case(
            K4,
            f"{name}.json",
            data,
            [error(["object", "no CloudTrail", "not a CloudTrail", "JSON"], many=True)],
            "JSON, but no object.",
            exit=(1, 4),
        )
    for field in ("eventID", "eventTime", "eventSource", "eventName"):
        call = Call()
        yield Case(
            K4,
            f"without-{field}.json",
            call.without(field),
            [error(field)],
            "A record without it: the error names the field.",
            exit=(1,),
        )
    for name, value in (("object", {}), ("text", "abc"), ("number", 7)):
        yield Case(
            K4,
            f"records-{name}.json",
            {"Records": value},
            [error(["Records", "no CloudTrail", "not a CloudTrail"])],
            "No list of records: nothing, or told of Records.",
            exit=(1, 4),
            accept=[expected([])],
        )
    yield Case(
        K4,
        "detail-null.json",
        {**w.event_bridge(None), "detail": None},
        [error(["detail", "no CloudTrail", "not a CloudTrail"])],
        exit=(1, 4),
        accept=[expected([skipped()])],
    )
    for name, data in (
        ("sqs", w.lambda_sqs("hello")),
        ("sns", w.sns("Disk is full on db-7")),
    ):
        yield Case(
            K4,
            f"{name}-of-prose.json",
            data,
            [no_record("Records", "body", "Type", "Message")],
            "A message to people: told, or skipped.",
            exit=(1, 4),
            accept=[expected([skipped()])],
        )
    call = Call()
    yield Case(
        K4,
        "records-without-id.json",
        w.delivery([call.without("eventID"), Call(BOB).record]),
        [error("eventID"), Call(BOB).scored()],
        exit=(1,),
    )
    for name, written, shown in (
        ("far-future", "2999-01-01T00:00:00Z", ["2999-01-01"]),
        ("epoch-zero", 0, ["1970-01-01", "eventTime"]),
        ("far-past", "1601-01-01T00:00:00Z", ["1601-01-01"]),
        ("year-2000", "2000-06-15T12:00:00+02:00", ["2000-06-15"]),
    ):
        yield Case(
            K4,
            f"time-{name}.json",
            Call(eventTime=written).record,
            [error(shown)],
            "Out of range, shown in ISO 8601.",
            exit=(1,),
        )


def letter_case():
    def case(name, calls, data, note="", accept=None):
        calls = calls if isinstance(calls, list) else [calls]
        return Case(
            K5, name, data, [c.scored() for c in calls], note, accept=accept or []
        )

    styles = (
        ("lower", str.lower),
        ("upper", str.upper),
        ("capital", capital),
        ("swapped", str.swapcase),
    )
    for style, rename in styles:
        for who, name in ((RELEASE, "role"), (CARLA, "identity-center")):
            call = Call(who)
            yield case(f"{style}-{name}.json", call, call.renamed(rename))
        calls = two()
        data = renamed(w.delivery([c.record for c in calls]), rename)
        yield case(f"{style}-records.json", calls, data, "Also `Records` itself.")
        calls = two()
        data = renamed({"Events": [w.lookup_event(c.record) for c in calls]}, rename)
        yield case(f"{style}-lookup.json", calls, data, "Also `CloudTrailEvent`.")
        call = Call(BOB)
        data = renamed(w.event_bridge(call.record), rename)
        yield case(f"{style}-event-bridge.json", call, data, "Also `detail`.")
        call = Call(BOB)
        data = renamed(w.sns(call.record), rename)
        yield case(f"{style}-sns.json", call, data, "Also `Message`.")
        for name, wrap in (
            ("subscription", lambda rs: w.subscription(rs)),
            ("lambda-sqs", lambda rs: w.lambda_sqs(*rs)),
            ("lambda-sns", lambda rs: w.lambda_sns(*rs)),
            ("search", lambda rs: w.search_answer([w.hit(w.filebeat(r)) for r in rs])),
            ("array", lambda rs: rs),
        ):
            calls = two()
            data = renamed(wrap([c.record for c in calls]), rename)
            yield case(f"{style}-{name}.json", calls, data, "Also of wrappers.")
        call = Call(BOB)
        yield case(
            f"{style}-wazuh.json", call, renamed(w.wazuh_alert(call.record), rename)
        )
        call = Call(BOB)
        yield case(
            f"{style}-datadog.json", call, renamed(w.datadog(call.record), rename)
        )
    for name in (
        "sourceipaddress",
        "SourceIPAddress",
        "sourceIPaddress",
        "SOURCEIPADDRESS",
    ):
        call = Call()
        record = {
            **call.without("sourceIPAddress"),
            name: call.record["sourceIPAddress"],
        }
        yield case(
            f"address-{name.lower()}-{sum(map(str.isupper, name))}.json", call, record
        )
    call = Call(RELEASE)
    record = {**call.without("sourceIPAddress"), "sourcehost": "athena.amazonaws.com"}
    yield Case(
        K5,
        "source-host-lower-case.json",
        record,
        [call.scored(origin="@service:athena")],
    )
    call = Call(RELEASE)
    record = {**call.without("sourceIPAddress"), "sourceHost": "113.160.0.1"}
    yield case(
        "source-host-address.json", call, record, "An address there is an address."
    )
    call = Call(errorCode="AccessDenied", errorMessage="not authorized")
    yield Case(
        K5,
        "error-lower-case.json",
        call.renamed(str.lower),
        [call.scored(failed="AccessDenied")],
    )
    call = Call()
    yield case(
        "account-of-issuer.json",
        call,
        renamed(call.without("recipientAccountId"), str.lower),
    )

    insight = {
        "eventVersion": "1.09",
        "eventTime": WHEN,
        "awsRegion": "eu-central-1",
        "eventID": Call().id,
        "eventType": "AwsCloudTrailInsight",
        "recipientAccountId": ACCOUNT,
        "insightDetails": {"state": "End", "eventName": "RunInstances"},
        "eventCategory": "Insight",
    }
    yield Case(
        K5,
        "insight-lower-case.json",
        renamed(insight, str.lower),
        [skipped("INSIGHTS")],
    )
    digest = {
        "awsAccountId": ACCOUNT,
        "digestStartTime": WHEN,
        "digestEndTime": WHEN,
        "digestS3Bucket": "b",
        "digestS3Object": "AWSLogs/d.json.gz",
        "logFiles": [],
    }
    yield Case(
        K5, "digest-lower-case.json", renamed(digest, str.lower), [skipped("DIGEST")]
    )

    # Names that differ by more than case: read, or told.
    def other(name, call, data, *names, note=""):
        return case(name, call, data, note, accept=[refused(no_record(*names))])

    call = Call()
    snaked = call.renamed(snake)
    yield other("snake-flat.json", call, snaked, *snaked)
    call = Call()
    snaked = flat(call.renamed(snake), "_")
    yield other("snake-flattened.json", call, snaked, *snaked)
    call = Call()
    kebab = call.renamed(lambda n: snake(n).replace("_", "-"))
    yield other("kebab.json", call, kebab, *kebab)
    call = Call()
    dashed = {"cloudtrail." + k: v for k, v in flat(call.record).items()}
    yield other("prefixed.json", call, dashed, *dashed)
    call = Call()
    row = {
        "Event name": call.record["eventName"],
        "Event time": WHEN,
        "User name": "alice",
        "Event source": call.record["eventSource"],
        "Event ID": call.id,
        "Source IP address": "113.160.0.1",
        "AWS region": "eu-central-1",
    }
    nobodys = expected([call.nobodys()], stderr=["identit"])
    yield Case(
        K5,
        "console-history.json",
        [row],
        [call.scored()],
        "The console's table, as JSON: a name without an account.",
        accept=[refused(no_record(*row)), nobodys],
    )
    call = Call(RELEASE)
    identity = call.record["userIdentity"]
    sentinel = {
        "TimeGenerated": WHEN,
        "AwsEventId": call.id,
        "AwsRequestId": "r",
        "EventVersion": "1.11",
        "EventTypeName": "AwsApiCall",
        "EventName": call.record["eventName"],
        "EventSource": call.record["eventSource"],
        "UserIdentityType": "AssumedRole",
        "UserIdentityPrincipalid": identity["principalId"],
        "UserIdentityArn": identity["arn"],
        "UserIdentityAccountId": ACCOUNT,
        "SessionIssuerType": "Role",
        "SessionIssuerArn": identity["sessionContext"]["sessionIssuer"]["arn"],
        "SessionIssuerAccountId": ACCOUNT,
        "SourceIpAddress": "113.160.0.1",
        "AWSRegion": "eu-central-1",
        "RecipientAccountId": ACCOUNT,
        "Type": "AWSCloudTrail",
    }
    yield other("sentinel-role.json", call, [sentinel], *sentinel)
    call = Call(RELEASE)
    sentinel = {**sentinel, "AwsEventId": call.id}
    hub = {"records": [{"time": WHEN, "category": "AWSCloudTrail", **sentinel}]}
    yield other("sentinel-event-hub.json", call, hub, "records", *sentinel)


def address():
    def case(name, written, origin, note=""):
        call = Call(sourceIPAddress=written)
        return Case(K6, f"{name}.json", call.record, [call.scored(origin=origin)], note)

    for name, written, origin in (
        ("port-0", "5.9.0.1:0", "DE"),
        ("port-65535", "113.160.0.1:65535", "VN"),
        ("list-with-ports", "113.160.0.1:443, 10.0.0.1:80", "VN"),
        ("list-v6-port", "[2a01:4f8::1]:443, 10.0.0.1", "DE"),
        ("list-no-blank", "113.160.0.1,5.9.0.1", "DE"),
        ("list-blank-before-comma", "113.160.0.1 , 5.9.0.1", "DE"),
        ("list-brackets", "[2a01:4f8::1], [fd00::1]", "DE"),
        ("blank-before", " 5.9.0.1", "DE"),
        ("tab-after", "5.9.0.1\t", "DE"),
        ("newline-after", "113.160.0.1\n", "VN"),
        ("blank-port", " 113.160.0.1:51000 ", "VN"),
        ("blank-v6", " 2a01:4f8::1 ", "DE"),
        ("blank-brackets", " [2a01:4f8::1] ", "DE"),
        ("v6-whole", "2a01:04f8:0000:0000:0000:0000:0000:0001", "DE"),
        (
            "v6-whole-brackets-port",
            "[2a01:04f8:0000:0000:0000:0000:0000:0001]:8443",
            "DE",
        ),
        ("v6-upper-case", "2A01:4F8::1", "DE"),
        ("v6-upper-case-port", "[2A01:4F8::1]:1", "DE"),
        ("mapped-upper-case", "::FFFF:113.160.0.1", "VN"),
        ("mapped-hexadecimal", "::ffff:71a0:1", "VN"),
        ("mapped-hexadecimal-port", "[::ffff:71a0:1]:443", "VN"),
        ("mapped-whole", "0:0:0:0:0:ffff:113.160.0.1", "VN"),
        ("mapped-brackets", "[::ffff:5.9.0.1]", "DE"),
        ("private-port", "10.1.2.3:55555", "@private"),
        ("private-v6-port", "[fd00::1]:443", "@private"),
        ("aws-internal", "AWS Internal", "@internal"),
        ("service", "cloudtrail.amazonaws.com", "@service:cloudtrail"),
        ("not-an-address", "n/a", "@unknown"),
        ("empty", "", "@unknown"),
        ("port-no-number", "113.160.0.1:https", ["VN", "@unknown"]),
        ("port-too-large", "113.160.0.1:70000", ["VN", "@unknown"]),
        ("network", "113.160.0.1/32", ["VN", "@unknown"]),
        ("quoted", '"113.160.0.1"', ["VN", "@unknown"]),
        ("zone-port", "[fe80::1%eth0]:443", ["@unknown", "@private"]),
    ):
        yield case(name, written, origin)

    for written, origin in (
        ("113.160.0.1:443", "VN"),
        ("[2a01:4f8::1]:443", "DE"),
        (" 5.9.0.1 ", "DE"),
        ("::ffff:113.160.0.1", "VN"),
    ):
        tag = "".join(c if c.isalnum() else "-" for c in written).strip("-")
        call = Call(sourceIPAddress=written)
        yield Case(K6, f"ecs-{tag}.json", w.ecs(call), [call.scored(origin=origin)])
        call = Call(sourceIPAddress=written)
        yield Case(
            K6,
            f"ecs-fields-{tag}.json",
            {"fields": {k: [v] for k, v in flat(w.ecs(call)).items()}},
            [call.scored(origin=origin)],
        )
        call = Call(RELEASE, sourceIPAddress=written)
        yield Case(
            K6,
            f"lower-case-{tag}.json",
            call.renamed(str.lower),
            [call.scored(origin=origin)],
        )
        call = Call(sourceIPAddress=written)
        yield Case(
            K6,
            f"ocsf-{tag}.json",
            w.ocsf(call),
            [call.scored(origin=origin)],
            accept=[refused(error("OCSF"))],
        )
    call = Call(sourceIPAddress=["113.160.0.1"])
    yield Case(
        K6,
        "array.json",
        call.record,
        [call.scored()],
        accept=[expected([error("sourceIPAddress")], exit=(1,))],
    )
    call = Call()
    record = {**call.without("sourceIPAddress"), "sourceHost": "113.160.0.1:9000"}
    yield Case(K6, "source-host-port.json", record, [call.scored()])


def time():
    millis = WHEN_SECONDS * 1000

    def case(name, written, when=WHEN, rare=False, field="eventTime"):
        call = Call(eventTime=written)
        accept = [expected([error(field)], exit=(1,))] if rare else []
        return Case(
            K9,
            f"{name}.json",
            call.record,
            [call.scored(event_time=when)],
            accept=accept,
        )

    for name, written in (
        ("blank-z", "2026-10-07T08:09:10 Z"),
        ("blank-between-z", "2026-10-07 08:09:10Z"),
        ("fraction-utc", "2026-10-07 08:09:10.000000 UTC"),
        ("t-utc", "2026-10-07T08:09:10 UTC"),
        ("offset-no-colon", "2026-10-07T08:09:10+0000"),
        ("offset-hours", "2026-10-07T08:09:10+00"),
        ("nine-digits", "2026-10-07T08:09:10.123456789Z"),
        ("minus-zero", "2026-10-07T08:09:10-00:00"),
        ("no-zone", "2026-10-07T08:09:10"),
        ("no-zone-blank", "2026-10-07 08:09:10.000"),
        ("blanks-around", " 2026-10-07T08:09:10Z "),
        ("offset-west", "2026-10-07T03:09:10.000-0500"),
        ("offset-half-hour", "2026-10-07 13:39:10 +0530"),
        ("offset-half-hour-colon", "2026-10-07 13:39:10.000000 +05:30"),
        ("offset-over-midnight", "2026-10-06T23:09:10-09:00"),
        ("fraction-offset-hours", "2026-10-07 08:09:10.000000+00"),
        ("millis-text", str(millis)),
        ("millis-fraction", millis + 0.25),
        ("seconds", WHEN_SECONDS),
        ("seconds-fraction-text", f"{WHEN_SECONDS}.987654"),
        ("seconds-exponent", None),
        ("millis-exponent", None),
        ("millis-text-fraction", f"{millis}.0"),
        ("blank-seconds-text", f" {WHEN_SECONDS} "),
    ):
        if written is None:
            call = Call(eventTime=0)
            number = WHEN_SECONDS if name.startswith("seconds") else millis
            text = call.text().replace(
                '"eventTime": 0', f'"eventTime": {number / 10**9!r}E9'
            )
            yield Case(
                K9, f"{name}.json", text, [call.scored()], "As Spark writes doubles."
            )
        else:
            yield case(name, written)

    for name, written in (
        ("lower-case-letters", "2026-10-07t08:09:10z"),
        ("gmt", "2026-10-07 08:09:10 GMT"),
        ("mail", "Wed, 07 Oct 2026 08:09:10 GMT"),
        ("american", "10/07/2026 08:09:10 AM"),
        ("comma-fraction", "2026-10-07 08:09:10,123"),
        ("minutes", "2026-10-07T08:09Z"),
        ("net-date", f"/Date({millis})/"),
        ("micros", millis * 1000),
        ("nanos", millis * 10**6),
        ("micros-text", str(millis * 1000)),
        ("mongo", {"$date": "2026-10-07T08:09:10Z"}),
        ("mongo-number", {"$date": {"$numberLong": str(millis)}}),
        ("bigquery-float-text", "1.79136055E9"),
        ("array", ["2026-10-07T08:09:10Z"]),
        ("zone-berlin", "2026-10-07T10:09:10+02:00[Europe/Berlin]"),
        ("athena-utc-millis", "2026-10-07 08:09:10.000 Etc/UTC"),
        ("slashes", "2026/10/07 08:09:10"),
        ("clf", "07/Oct/2026:08:09:10 +0000"),
    ):
        when = [WHEN, "2026-10-07T08:09:00Z"] if name == "minutes" else WHEN
        yield case(name, written, when=when, rare=True)
    for name, written in (
        ("day-30-february", "2026-02-30T08:09:10Z"),
        ("hour-25", "2026-10-07T25:09:10Z"),
        ("word", "yesterday"),
        ("true", True),
        ("negative", -5),
    ):
        yield Case(
            K9,
            f"bad-{name}.json",
            Call(eventTime=written).record,
            [error(["eventTime", "1969-12-31"])],
            "No time.",
            exit=(1,),
        )

    # Elsewhere than in eventTime.
    for name, written in (
        ("millis", millis),
        ("millis-text", str(millis)),
        ("seconds-fraction", WHEN_SECONDS + 0.5),
        ("utc", "2026-10-07 08:09:10 UTC"),
        ("blank-offset", "2026-10-07 08:09:10.000 +0000"),
    ):
        call = Call()
        document = w.ecs(call)
        document["@timestamp"] = written
        yield Case(K9, f"ecs-{name}.json", document, [call.scored()])
        call = Call(BOB)
        record = {**call.without("eventTime"), "@timestamp": written}
        yield Case(K9, f"logstash-{name}.json", record, [call.scored()])
        call = Call(RELEASE, eventTime=written)
        yield Case(
            K9, f"lower-case-{name}.json", call.renamed(str.lower), [call.scored()]
        )
        call = Call(eventTime=written)
        yield Case(
            K9,
            f"event-bridge-{name}.json",
            w.event_bridge(call.record),
            [call.scored()],
        )


def strictness():
    def case(name, call, data=None, note="", accept=None, **more):
        data = call.record if data is None else data
        return Case(K10, name, data, [call.scored(**more)], note, accept=accept or [])

    def raw(name, field, literal, note="", **more):
        """The record with a literal that Python does not write."""
        call = Call(**{field: "@"})
        return case(name, call, call.text().replace('"@"', literal), note, **more)

    for field in ("requestParameters", "responseElements", "additionalEventData"):
        for name, literal in (
            ("nan", '{"a": NaN}'),
            ("infinity", '{"a": [Infinity, -Infinity]}'),
            ("big-exponent", '{"a": 1e400, "b": -1E+999}'),
            ("tiny-exponent", '{"a": 1e-400}'),
            ("hundred-digits", '{"a": %s}' % ("9" * 100)),
            ("many-decimals", '{"a": 0.%s}' % ("1234567890" * 9)),
            ("low-surrogate", r'{"a": "x\udc00y"}'),
            ("surrogates-swapped", r'{"a": "\udc00\ud83d"}'),
            ("surrogate-in-a-name", r'{"\ud83d": 1}'),
        ):
            yield raw(f"{name}-{field}.json", field, literal)
    for field, literal, name in (
        ("requestID", "12345678901234567890123", "request-id-big"),
        ("requestID", "NaN", "request-id-nan"),
        ("eventVersion", "1.11", "version-number"),
        ("eventVersion", "1e999", "version-huge"),
        ("readOnly", '"false"', "read-only-text"),
        ("managementEvent", "1", "management-number"),
        ("resources", "[null, 7, {}]", "resources"),
        ("tlsDetails", '"TLSv1.3"', "tls-text"),
        ("sharedEventID", "18446744073709551616", "shared-id-number"),
        ("apiVersion", "20250101", "api-version"),
        ("userAgent", "17", "agent-number"),
        ("userAgent", "true", "agent-true"),
        ("userAgent", r'"x\ud800"', "agent-surrogate"),
        ("userAgent", "NaN", "agent-nan"),
        ("errorMessage", r'"caf\udce9"', "message-surrogate"),
        ("errorMessage", "{}", "message-object"),
        ("errorMessage", "[1]", "message-list"),
        ("errorCode", "{}", "code-object"),
        ("errorCode", '["AccessDenied"]', "code-list"),
        ("errorCode", "true", "code-true"),
        ("errorCode", "4.03e2", "code-exponent"),
        ("vpcEndpointId", "null", "endpoint-null"),
        ("vpcEndpointId", "7", "endpoint-number"),
        ("vpcEndpointId", "{}", "endpoint-object"),
        ("edgeDeviceDetails", "[]", "edge-list"),
        ("eventCategory", "5", "category-number"),
        ("eventType", "[]", "type-list"),
    ):
        yield raw(f"{name}.json", field, literal)
    call = Call(errorCode="")
    yield case("code-empty.json", call, failed=False)
    call = Call(errorCode=None, errorMessage=None)
    yield case("code-null.json", call, failed=False)

    # Account ids as numbers.
    call = Call(CARLA)
    call.record["userIdentity"]["accountId"] = int(ACCOUNT)
    yield case("account-number.json", call)
    call = Call(CARLA)
    call.record["userIdentity"]["accountId"] = float(ACCOUNT)
    yield case("account-float.json", call, note="pandas makes floats beside gaps.")
    for written, name in (
        (12345678, "short"),
        (12345678.0, "short-float"),
        ("000012345678", "text"),
    ):
        call = Call(CARLA)
        call.record["userIdentity"]["accountId"] = written
        call.record["recipientAccountId"] = written
        principal = call.who.principal.replace(ACCOUNT, "000012345678")
        yield case(f"account-{name}.json", call, principal=principal)
    call = Call(RELEASE)
    call.record["recipientAccountId"] = int(ACCOUNT)
    identity = call.record["userIdentity"]
    identity["accountId"] = int(ACCOUNT)
    identity["sessionContext"]["sessionIssuer"]["accountId"] = int(ACCOUNT)
    call.record["userIdentity"] = json.dumps(identity)
    yield case("account-number-text.json", call)
    call = Call()
    document = w.ecs(call)
    document["cloud"]["account"]["id"] = int(ACCOUNT)
    document["aws"]["cloudtrail"]["recipient_account_id"] = int(ACCOUNT)
    yield case("account-number-ecs.json", call, document)
    call = Call(RELEASE)
    call.record["userIdentity"]["sessionContext"]["attributes"] = None
    yield case("attributes-null.json", call)
    call = Call(RELEASE)
    call.record["userIdentity"]["sessionContext"]["attributes"] = {
        "mfaAuthenticated": True,
        "creationDate": 1.5,
    }
    yield case("attributes-types.json", call)
    call = Call()
    call.record["userIdentity"]["accessKeyId"] = 5
    call.record["userIdentity"]["principalId"] = 7
    yield case(
        "identity-numbers.json",
        call,
        note="The ARN tells all; or the field is named.",
        accept=[expected([error("userIdentity")], exit=(1,))],
    )

    for name, field, value in (
        ("context-true", "sessionContext", True),
        ("context-list", "sessionContext", []),
        ("user-name-number", "userName", 12),
        ("access-key-object", "accessKeyId", {}),
        ("credential-number", "credentialId", 5),
        ("invoked-by-empty", "invokedBy", ""),
        ("on-behalf-of-list", "onBehalfOf", []),
    ):
        call = Call()
        call.record["userIdentity"][field] = value
        yield case(
            f"identity-{name}.json",
            call,
            note="The ARN tells all; or the field is named.",
            accept=[expected([error("userIdentity")], exit=(1,))],
        )
    for name, field, value in (
        ("region-object", "awsRegion", {}),
        ("region-null", "awsRegion", None),
        ("region-number", "awsRegion", 3),
        ("recipient-null", "recipientAccountId", None),
        ("recipient-text", "recipientAccountId", "n/a"),
        ("nul-in-parameters", "requestParameters", {"a\0b": "c\0d"}),
        ("request-id-object", "requestID", {"a": 1}),
        ("insight-null", "insightDetails", None),
        ("service-details-list", "serviceEventDetails", [1]),
        ("elements-number", "responseElements", 5),
        ("additional-text", "additionalEventData", "{"),
    ):
        yield case(f"{name}.json", Call(**{field: value}))
    for depth in (60, 110):
        value = 1
        for _ in range(depth):
            value = {"a": value}
        yield case(f"nested-{depth}.json", Call(requestParameters=value))

    # What is cut off beside fields that tell all.
    for name, change in (("nested", lambda d: d), ("flat", flat)):
        call = Call(RELEASE)
        document = w.ecs(call, original=call.text()[:300])
        yield case(f"original-cut-off-{name}.json", call, change(document))
    call = Call()
    document = {
        "fields": {
            k: [v] for k, v in flat(w.ecs(call, original=call.text()[:500])).items()
        }
    }
    yield case("original-cut-off-fields.json", call, document)
    call = Call(BOB)
    document = {**w.ecs(call), "message": call.text()[:400]}
    yield case("message-cut-off.json", call, document)
    call = Call()
    document = w.ecs(call, original="CreateUser by alice")
    yield case("original-prose.json", call, document)
    call = Call()
    document = w.ecs(call, original=call.record)
    yield case("original-object.json", call, document)
    call = Call(RELEASE)
    row = {**flat(call.record), "_raw": call.text()[:200]}
    yield case(
        "raw-cut-off.json",
        call,
        row,
        accept=[refused(error(["_raw", "JSON"]))],
    )
    call = Call(RELEASE)
    row = {**call.record, "message": call.text()[:200]}
    yield case("record-and-message-cut-off.json", call, row)

    call = Call()
    yield case(
        "escapes.json", call, call.text().replace("CreateUser", "Create\\u0055ser")
    )
    call = Call(requestParameters="{not json")
    yield case("parameters-prose.json", call)
    call = Call(requestParameters={"a": "x" * 200_000})
    yield case("parameters-long.json", call)


def host_name():
    for host, origins in (
        ("ec2-113-160-0-1.ap-southeast-1.compute.amazonaws.com", ["@unknown", "VN"]),
        ("ec2-5-9-0-1.compute-1.amazonaws.com", ["@unknown", "DE"]),
        ("ec2-5-9-0-1.eu-central-1.compute.amazonaws.com.", ["@unknown", "DE"]),
        ("ec2-113-160-0-1.cn-north-1.compute.amazonaws.com.cn", ["@unknown", "VN"]),
        ("ec2-5-9-0-1.us-gov-west-1.compute.amazonaws.com", ["@unknown", "DE"]),
        ("EC2-5-9-0-1.COMPUTE-1.AMAZONAWS.COM", ["@unknown", "DE"]),
        ("ip-10-0-0-1.ec2.internal", ["@unknown", "@private"]),
        ("ip-10-0-0-1.eu-central-1.compute.internal", ["@unknown", "@private"]),
        ("ec2-5-9-0-1.eusc-de-east-1.compute.amazonaws.eu", ["@unknown", "DE"]),
        ("static.1.0.9.5.clients.example.com", ["@unknown"]),
        ("ec2.amazonaws.com", ["@service:ec2"]),
        ("ec2-instance-connect.amazonaws.com", ["@service:ec2-instance-connect"]),
        ("delivery.logs.amazonaws.com", ["@service:delivery.logs"]),
        ("replicator.lambda.amazonaws.com", ["@service:replicator.lambda"]),
        ("compute-optimizer.amazonaws.com", ["@service:compute-optimizer"]),
        ("aws internal", ["@internal"]),
        ("AWS INTERNAL", ["@internal"]),
    ):
        call = Call(RELEASE, sourceIPAddress=host)
        tag = host.rstrip(".").replace(" ", "-").lower()
        tag += "-dot" if host.endswith(".") else "-upper" if host.isupper() else ""
        yield Case(K15, f"{tag}.json", call.record, [call.scored(origin=origins)])
    call = Call(ALICE)
    document = w.ecs(call)
    document["source"] = {"address": "ec2-5-9-0-1.compute-1.amazonaws.com"}
    yield Case(K15, "ecs-host.json", document, [call.scored(origin=["@unknown", "DE"])])
    call = Call(ALICE)
    record = {
        **call.without("sourceIPAddress"),
        "sourceHost": "ec2-5-9-0-1.compute-1.amazonaws.com",
    }
    yield Case(
        K15, "source-host.json", record, [call.scored(origin=["@unknown", "DE"])]
    )
    call = Call(ALICE)
    call.record["sourceIPAddress"] = "ec2-5-9-0-1.compute-1.amazonaws.com"
    yield Case(
        K15,
        "lower-case-names.json",
        call.renamed(str.lower),
        [call.scored(origin=["@unknown", "DE"])],
    )


def cases():
    for kind in (message, letter_case, address, time, strictness, host_name):
        yield from kind()
