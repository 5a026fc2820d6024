# SPDX-License-Identifier: Apache-2.0
"""Whole files and folders: K7 not an API call, K8 encoding or format, K12 files
passed over."""

import codecs
import gzip
import io
import json
import struct
import tarfile
import zipfile

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
    error,
    expected,
    refused,
    renamed,
    skipped,
    two,
)

K7, K8, K12 = "K7 not an API call", "K8 encoding or format", "K12 files passed over"
S3_NOTIFICATION = {
    "Records": [
        {
            "eventVersion": "2.2",
            "eventSource": "aws:s3",
            "awsRegion": "eu-central-1",
            "eventTime": "2026-10-07T08:14:00.000Z",
            "eventName": "ObjectCreated:CompleteMultipartUpload",
            "userIdentity": {"principalId": "AWS:AROAEXAMPLE:regionalDelivery"},
            "requestParameters": {"sourceIPAddress": "10.0.0.1"},
            "s3": {"bucket": {"name": "trail"}, "object": {"key": "AWSLogs/a.json.gz"}},
        }
    ]
}
S3_BY_EVENT_BRIDGE = {
    **w.event_bridge(
        {"bucket": {"name": "trail"}, "object": {"key": "a"}}, "Object Created"
    ),
    "source": "aws.s3",
}
TRAIL_NOTIFICATION = {"s3Bucket": "trail", "s3ObjectKey": ["AWSLogs/a.json.gz"]}
TEST_EVENT = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "trail"}


def lines(items):
    return "".join(json.dumps(item) + "\n" for item in items)


def aggregated():
    return {
        "eventVersion": "1.0",
        "accountId": ACCOUNT,
        "eventId": Call().id,
        "eventCategory": "Aggregated",
        "eventType": "AwsAggregatedEvent",
        "awsRegion": "eu-central-1",
        "eventSource": "dynamodb.amazonaws.com",
        "timeWindow": {"windowStart": WHEN, "windowEnd": WHEN, "windowSize": "PT5M"},
        "summary": {"primaryDimension": {"dimension": "eventName", "statistics": []}},
    }


def not_an_api_call():
    def skip(name, data, *reasons, note=""):
        return Case(K7, name, data, [skipped(r) for r in reasons or [None]], note)

    # Notifications of S3, in whatever they come.
    ways = (
        ("bare", lambda n: n),
        ("sns", w.sns),
        ("sqs", w.lambda_sqs),
        ("sqs-sns", lambda n: w.lambda_sqs(w.sns(n))),
        ("lambda-sns", w.lambda_sns),
        ("receive", w.receive_message),
        ("receive-sns", lambda n: w.receive_message(w.sns(n))),
        ("pipe", lambda n: w.lambda_sqs(n)["Records"]),
        ("message", w.logstash),
        ("log", w.docker),
        ("hec", w.hec),
    )
    for name, notification in (
        ("s3", S3_NOTIFICATION),
        ("event-bridge", S3_BY_EVENT_BRIDGE),
        ("trail", TRAIL_NOTIFICATION),
        ("test", TEST_EVENT),
    ):
        for way, wrap in ways:
            yield skip(f"{name}-{way}.json", wrap(notification), "S3_NOTIFICATION")

    # Aggregated events.
    for way, wrap in (
        ("records", lambda a: w.delivery([a])),
        ("lower-case", lambda a: renamed(a, str.lower)),
        ("sqs", w.lambda_sqs),
        ("message", w.filebeat),
        ("subscription", lambda a: w.subscription([a])),
        ("raw", lambda a: {"_raw": json.dumps(a)}),
        ("hec", w.hec),
    ):
        yield skip(f"aggregated-{way}.json", wrap(aggregated()))
    call = Call(RELEASE)
    yield Case(
        K7,
        "aggregated-among.json",
        w.delivery([aggregated(), call.record, aggregated()]),
        [skipped(), call.scored(), skipped()],
    )

    # Other events on the same bus.
    # fmt: off
    others = (
        ("scheduled", "Scheduled Event", "aws.events", {}),
        ("analyzer", "Access Analyzer Finding", "aws.access-analyzer", {"version": "1.0", "id": "f", "status": "ACTIVE"}),
        ("config", "Config Rules Compliance Change", "aws.config", {"configRuleName": "r", "messageType": "ComplianceChangeNotification"}),
        ("guardduty", "GuardDuty Finding", "aws.guardduty", {"schemaVersion": "2.0", "id": "f", "accountId": ACCOUNT}),
        ("ecr", "ECR Image Scan", "aws.ecr", {"scan-status": "COMPLETE"}),
        ("inspector", "Inspector2 Finding", "aws.inspector2", {"awsAccountId": ACCOUNT, "findingArn": "arn:aws:x"}),
        ("ecs-task", "ECS Task State Change", "aws.ecs", {"lastStatus": "RUNNING", "version": 3}),
        ("application", "OrderPlaced", "com.example.shop", {"orderId": "o-1", "eventName": "OrderPlaced"}),
        ("insight", "AWS Insight via CloudTrail", "aws.cloudtrail",
         {"eventVersion": "1.09", "eventTime": WHEN, "eventID": "00000000-0000-4000-8000-0000000000aa",
          "eventType": "AwsCloudTrailInsight", "insightDetails": {"state": "Start"}, "eventCategory": "Insight"}),
    )
    # fmt: on
    for name, kind, source, detail in others:
        event = {**w.event_bridge(detail, kind), "source": source}
        yield skip(f"bus-{name}.json", event)
        yield skip(f"bus-{name}-sqs.json", w.lambda_sqs(event))
        yield skip(f"bus-{name}-sns.json", w.sns(event))
    calls = [Call(), Call(BOB)]
    service = Call(name="RotateKey", service="kms", eventType="AwsServiceEvent")
    events = [
        {**w.event_bridge({}, "Scheduled Event"), "source": "aws.events"},
        w.event_bridge(calls[0].record),
        {
            **w.event_bridge({"findings": []}, "Security Hub Findings - Imported"),
            "source": "aws.securityhub",
        },
        w.event_bridge(calls[1].record),
        w.event_bridge(service.record, "AWS Service Event via CloudTrail"),
    ]
    results = [
        skipped(),
        calls[0].scored(),
        skipped(),
        calls[1].scored(),
        service.scored(),
    ]
    yield Case(K7, "bus.ndjson", lines(events), results, "Calls among others.")
    yield Case(K7, "bus-sqs.json", w.lambda_sqs(*events), results)
    yield Case(
        K7, "bus-hec.json", "".join(json.dumps(w.hec(e)) for e in events), results
    )
    call = Call()
    yield Case(
        K7,
        "read-only.json",
        w.event_bridge(call.record, "AWS Console Action via CloudTrail"),
        [call.scored()],
        "A console action is a call.",
    )

    # SNS itself, and what CloudTrail and Config say by it.
    confirm = {
        **w.sns("You have chosen to subscribe.", "SubscriptionConfirmation"),
        "SubscribeURL": "https://example.com",
    }
    leave = w.sns("You have chosen to deactivate.", "UnsubscribeConfirmation")
    for name, message in (("confirmation", confirm), ("leaving", leave)):
        yield skip(f"sns-{name}.json", message)
        yield skip(f"sns-{name}-sqs.json", w.lambda_sqs(message))
        yield skip(f"sns-{name}-received.json", w.receive_message(message))
    validation = w.sns("CloudTrail validation message.")
    yield skip("validation-sns.json", validation)
    yield skip("validation-sqs.json", w.lambda_sqs(validation))
    yield skip(
        "validation-lambda-sns.json", w.lambda_sns("CloudTrail validation message.")
    )
    yield skip("validation-received.json", w.receive_message(validation))
    for kind in (
        "ConfigurationItemChangeNotification",
        "OversizedConfigurationItemChangeNotification",
        "ConfigurationHistoryDeliveryCompleted",
        "ComplianceChangeNotification",
        "ConfigurationSnapshotDeliveryStarted",
    ):
        item = {
            "messageType": kind,
            "recordVersion": "1.3",
            "notificationCreationTime": WHEN,
            "awsAccountId": ACCOUNT,
        }
        yield skip(f"config-{kind}.json", w.sns(item))
        yield skip(f"config-{kind}-sqs.json", w.lambda_sqs(w.sns(item)))
    control = {
        **w.subscription(["CWL CONTROL MESSAGE: Checking health"]),
        "messageType": "CONTROL_MESSAGE",
    }
    yield skip("control.json", control, "CONTROL_MESSAGE")
    yield Case(
        K7,
        "control-kinesis.json",
        w.lambda_kinesis(w.packed(control)),
        [skipped("CONTROL_MESSAGE")],
        accept=[refused(error(["base64", "unpack"]))],
    )
    digest = {
        "awsAccountId": ACCOUNT,
        "digestStartTime": WHEN,
        "digestEndTime": WHEN,
        "digestS3Bucket": "trail",
        "digestS3Object": "AWSLogs/d.json.gz",
        "previousDigestSignature": None,
        "logFiles": [
            {"s3Bucket": "trail", "s3Object": "AWSLogs/a.json.gz", "hashValue": "0"}
        ],
    }
    yield skip("digest-message.json", w.filebeat(digest), "DIGEST")
    yield skip("digest-raw.json", {"_raw": json.dumps(digest)}, "DIGEST")

    # What Wazuh collects beside CloudTrail.
    call = Call()
    flow = {
        "source": "vpc",
        "srcaddr": "10.0.0.1",
        "dstaddr": "10.0.0.2",
        "action": "ACCEPT",
    }
    yield Case(
        K7,
        "wazuh-others.ndjson",
        lines([w.wazuh_alert(flow), w.wazuh_alert(call.record)]),
        [skipped(optional=True), call.scored()],
        accept=[expected([error(), call.scored()], exit=(1,))],
    )

    # Bulk files.
    for name, actions in (
        ("index", [{"index": {"_index": "l", "_id": "1"}}, {"index": {}}]),
        (
            "create",
            [{"create": {}}, {"create": {"_index": "l", "require_alias": False}}],
        ),
        (
            "delete",
            [{"delete": {"_index": "l", "_id": "9"}}, {"index": {"_index": "l"}}],
        ),
    ):
        calls = two()
        rows = [actions[0], calls[0].record, actions[1], w.ecs(calls[1])]
        passed = skipped(optional=True)
        yield Case(
            K7,
            f"bulk-{name}.ndjson",
            lines(rows),
            [passed, calls[0].scored(), passed, calls[1].scored()],
        )

    # Logs of other services: at most one line each, and nothing is scored.
    def foreign(name, data):
        one = [
            expected([skipped(optional=True)], exit=(0, 1, 4)),
            expected([error()], exit=(1, 4)),
        ]
        return Case(K7, name, data, [], "A log of another service.", accept=one)

    def foreign_bucket(name, path, data):
        """AWS's own logs are no error beside CloudTrail's; others may be one."""
        call = Call()
        accept = []
        if not path.startswith(("AWSLogs/", "access/", "cdn/")):
            results = [call.scored(), error()]
            accept = [expected(results, exit=(0, 1, 4), any_order=True)]
        folder = {
            path: (
                gzip.compress(data.encode(), mtime=0) if path.endswith(".gz") else data
            ),
            f"AWSLogs/{ACCOUNT}/CloudTrail/eu-central-1/{ACCOUNT}_CloudTrail_eu-central-1_20261007T0815Z_aB3.json.gz": gzip.compress(
                json.dumps(w.delivery([call.record])).encode(), mtime=0
            ),
        }
        return Case(
            K7,
            name,
            folder,
            [call.scored(), skipped(optional=True)],
            "A bucket that CloudTrail shares with another service.",
            any_order=True,
            accept=accept,
        )

    # fmt: off
    call = Call()
    delivered = _gz(json.dumps(w.delivery([call.record])))
    insight = {**Call().record, "eventType": "AwsCloudTrailInsight", "eventCategory": "Insight"}
    yield Case(
        K7,
        "bucket-of-one-trail",
        {
            f"AWSLogs/{ACCOUNT}/CloudTrail/eu-central-1/2026/10/07/{ACCOUNT}_CloudTrail_eu-central-1_20261007T0815Z_x1.json.gz": delivered,
            f"AWSLogs/{ACCOUNT}/CloudTrail-Digest/eu-central-1/2026/10/07/{ACCOUNT}_CloudTrail-Digest_eu-central-1_t_eu-central-1_20261007T081500Z.json.gz": _gz(json.dumps(digest)),
            f"AWSLogs/{ACCOUNT}/CloudTrail-Insight/eu-central-1/2026/10/07/{ACCOUNT}_CloudTrail-Insight_eu-central-1_20261007T0815Z_y2.json.gz": _gz(json.dumps(w.delivery([insight]))),
            f"AWSLogs/{ACCOUNT}/Config/ConfigWritabilityCheckFile": "",
            f"AWSLogs/{ACCOUNT}/ELBAccessLogTestFile": "Enable AWS account for ELB access logs\n",
        },
        [call.scored(), skipped("DIGEST"), skipped("INSIGHTS"), skipped(optional=True)],
        "All that CloudTrail and its neighbours put into a bucket.",
        any_order=True,
    )
    flow = "version account-id interface-id srcaddr dstaddr action log-status\n" + "".join(
        f"2 {ACCOUNT} eni-0{n} 10.0.0.{n} 10.0.1.{n} ACCEPT OK\n" for n in range(5)
    )
    balancer = "".join(
        f'h2 2026-10-07T08:09:1{n}.000000Z app/front/50dc6c 5.9.0.1:2817 10.0.0.1:80 0.0 0.0 0.0 200 200 34 366 '
        f'"GET https://example.com:443/a?b={{c}} HTTP/2.0" "curl/8" ECDHE TLSv1.3 - "Root=1-58337262" "-" "-" 1\n'
        for n in range(4)
    )
    access = "".join(
        f'79a59df9 trail [07/Oct/2026:08:09:1{n} +0000] 5.9.0.1 arn:aws:iam::{ACCOUNT}:user/alice 3E57 '
        f'REST.GET.OBJECT a.json "GET /a.json HTTP/1.1" 200 - 2662 - 70 10 "-" "curl/8" - x= SigV4 - -\n'
        for n in range(4)
    )
    edge = "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip\n" + "".join(
        f"2026-10-07\t08:09:1{n}\tFRA2-C1\t182\t5.9.0.1\n" for n in range(4)
    )
    audit = lines(
        {"kind": "Event", "apiVersion": "audit.k8s.io/v1", "level": "Metadata", "auditID": str(n), "stage": "ResponseComplete",
         "verb": "get", "user": {"username": "system:node"}, "sourceIPs": ["10.0.0.1"]}
        for n in range(4)
    )
    okta = json.dumps([
        {"uuid": str(n), "published": WHEN, "eventType": "user.session.start", "actor": {"id": "00u", "type": "User"},
         "client": {"ipAddress": "5.9.0.1"}, "outcome": {"result": "SUCCESS"}}
        for n in range(4)
    ])
    azure = json.dumps({"records": [
        {"time": WHEN, "operationName": "Sign-in activity", "category": "SignInLogs", "properties": {"id": str(n)}}
        for n in range(4)
    ]})
    guardduty = lines(
        {"schemaVersion": "2.0", "accountId": ACCOUNT, "region": "eu-central-1", "partition": "aws", "id": str(n),
         "type": "Recon:IAMUser/MaliciousIPCaller", "severity": 5, "createdAt": WHEN, "resource": {}, "service": {"serviceName": "guardduty"}}
        for n in range(4)
    )
    firewall = lines(
        {"timestamp": WHEN_SECONDS * 1000, "formatVersion": 1, "webaclId": "arn:aws:wafv2:x", "action": "BLOCK",
         "httpRequest": {"clientIp": "5.9.0.1", "country": "DE"}}
        for n in range(4)
    )
    resolver = lines(
        {"version": "1.100000", "account_id": ACCOUNT, "region": "eu-central-1", "query_timestamp": WHEN,
         "query_name": f"{n}.example.com.", "rcode": "NOERROR", "srcaddr": "10.0.0.1"}
        for n in range(4)
    )
    finding = json.dumps({"Findings": [{"SchemaVersion": "2018-10-08", "Id": "f", "ProductArn": "arn:aws:securityhub"}]})
    items = json.dumps({"fileVersion": "1.0", "configSnapshotId": "s", "configurationItems": [
        {"configurationItemVersion": "1.3", "resourceType": "AWS::IAM::User", "awsAccountId": ACCOUNT} for _ in range(3)]})
    activity = lines(
        {"protoPayload": {"@type": "type.googleapis.com/google.cloud.audit.AuditLog", "methodName": "m"}, "insertId": str(n),
         "logName": "projects/p/logs/cloudaudit", "timestamp": WHEN}
        for n in range(3)
    )
    workspace = json.dumps({"kind": "admin#reports#activities", "items": [{"id": {"time": WHEN}, "events": [{"name": "login"}]}]})
    github = lines({"@timestamp": 1791360550000, "action": "org.add_member", "actor": "octocat", "_document_id": str(n)} for n in range(3))
    windows = lines({"EventID": 4624, "Channel": "Security", "TimeCreated": WHEN, "Computer": "dc1"} for n in range(3))
    endpoint = lines(
        {"@timestamp": WHEN, "event": {"action": "start", "category": ["process"], "id": str(n)}, "host": {"name": "h"},
         "process": {"name": "bash"}}
        for n in range(3)
    )
    account = f"AWSLogs/{ACCOUNT}"
    logs = (
        ("flow-log", "log", flow, f"{account}/vpcflowlogs/eu-central-1/f_20261007T0815Z_1.log.gz"),
        ("load-balancer", "log", balancer, f"{account}/elasticloadbalancing/eu-central-1/l_20261007T0815Z_10.0.0.1_x.log.gz"),
        ("s3-access", "log", access, "access/2026-10-07-08-15-00-0123456789ABCDEF"),
        ("cloudfront", "log", edge, "cdn/E2EXAMPLE.2026-10-07-08.abcd.gz"),
        ("kubernetes-audit", "ndjson", audit, "audit/audit-2026-10-07.log"),
        ("okta", "json", okta, "okta/system.json"),
        ("azure-sign-in", "json", azure, "azure/PT1H.json"),
        ("guardduty", "ndjson", guardduty, f"{account}/GuardDuty/eu-central-1/2026/10/07/f.jsonl.gz"),
        ("firewall", "ndjson", firewall, f"{account}/WAFLogs/eu-central-1/acl/w_20261007T0815Z.log.gz"),
        ("resolver", "ndjson", resolver, f"{account}/vpcdnsquerylogs/vpc-1/q_20261007T0815Z.log.gz"),
        ("security-hub", "json", finding, "hub/findings.json"),
        ("config-snapshot", "json", items, f"{account}/Config/eu-central-1/ConfigSnapshot/s_20261007T0815Z.json.gz"),
        ("google-audit", "ndjson", activity, "google/audit.ndjson"),
        ("workspace", "json", workspace, "google/workspace.json"),
        ("github", "ndjson", github, "github/audit.ndjson"),
        ("windows", "ndjson", windows, "windows/security.ndjson"),
        ("endpoint", "ndjson", endpoint, "elastic/endpoint.ndjson"),
    )
    # fmt: on
    # Elastic's documents and OCSF of something else: not one is scored.
    nothing = {"account": {"uid": ACCOUNT}}
    eks = w.ocsf(Call())
    eks["metadata"]["product"] = {"name": "Amazon EKS", "vendor_name": "AWS"}
    eks["api"] = {
        "operation": "get",
        "service": {"name": "k8s"},
        "request": {"uid": "1"},
    }
    documents = (
        (
            "ecs-okta",
            {
                "event": {
                    "action": "user.session.start",
                    "dataset": "okta.system",
                    "id": "1",
                },
                "okta": {},
            },
        ),
        (
            "ecs-flow",
            {
                "event": {"action": "flow", "dataset": "aws.vpcflow", "id": "1"},
                "aws": {"vpcflow": nothing},
            },
        ),
        (
            "ecs-access",
            {
                "event": {
                    "action": "REST.GET.OBJECT",
                    "dataset": "aws.s3access",
                    "id": "1",
                },
                "aws": {"s3access": {}},
            },
        ),
        (
            "ecs-finding",
            {
                "event": {"action": "X", "dataset": "aws.guardduty", "id": "1"},
                "aws": {"guardduty": nothing},
            },
        ),
        (
            "ecs-windows",
            {
                "event": {
                    "action": "logon",
                    "provider": "Microsoft-Windows-Security-Auditing",
                    "id": "1",
                }
            },
        ),
        (
            "ocsf-flow",
            {
                "class_uid": 4001,
                "class_name": "Network Activity",
                "metadata": {"uid": "1"},
                "time": 1,
            },
        ),
        (
            "ocsf-finding",
            {
                "class_uid": 2004,
                "class_name": "Detection Finding",
                "finding_info": {},
                "time": 1,
            },
        ),
        ("ocsf-eks", eks),
    )
    for name, document in documents:
        rows = [
            {"@timestamp": WHEN, **document} if name.startswith("ecs") else document
        ] * 3
        yield foreign(f"log-{name}.ndjson", lines(rows))
        yield foreign(f"log-{name}.json", rows[0])
    for name, suffix, data, path in logs:
        yield foreign(f"log-{name}.{suffix}", data)
        yield foreign_bucket(f"bucket-{name}", path, data)


def _csv(call, separator=",", quote='"', end="\n"):
    names = [
        "eventID",
        "eventTime",
        "eventSource",
        "eventName",
        "sourceIPAddress",
        "userIdentity",
    ]
    row = [str(call.record[name]) for name in names]
    q = lambda cells: separator.join(
        quote + c.replace(quote or "\0", quote * 2) + quote for c in cells
    )
    return q(names) + end + q(row) + end


def _zip(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 10, 7, 8, 9, 10)), data)
    return out.getvalue()


def _tar(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def zstandard(data):
    """A frame of one raw block."""
    head = struct.pack("<IBH", 0xFD2FB528, 0x60, len(data) - 256)
    return head + struct.pack("<I", len(data) << 3 | 1)[:3] + data


def _gz(data, times=1):
    data = data if isinstance(data, bytes) else data.encode()
    for _ in range(times):
        data = gzip.compress(data, mtime=0)
    return data


def encoding_or_format():
    def named(name, data, *words, note="", calls=None):
        """Refused once, by name; or read, where it can be."""
        told = refused(error(list(words)))
        accept = [expected([c.scored() for c in calls])] if calls else []
        return Case(K8, name, data, told["results"], note, exit=(1, 4), accept=accept)

    for name, data in (
        ("plain.csv", _csv(Call())),
        (
            "unquoted.csv",
            "eventID,eventTime,eventName\n1,2026-10-07T08:09:10Z,CreateUser\n",
        ),
        ("tabs.tsv", _csv(Call(), "\t", "")),
        ("crlf.csv", _csv(Call(), end="\r\n")),
        ("mark.csv", codecs.BOM_UTF8 + _csv(Call()).encode()),
        (
            "rows-with-json.csv",
            '_raw,_time\n"' + Call().text().replace('"', '""') + '",1\n',
        ),
        ("called-json.json", _csv(Call())),
        ("called-log.log", _csv(Call(), ";")),
        ("packed.csv.gz", _gz(_csv(Call()))),
        (
            "history.csv",
            "Event name,Event time,User name,Event source,Resource type\n"
            'CreateUser,"October 07, 2026, 08:09:10 (UTC+00:00)",alice,iam.amazonaws.com,\n',
        ),
    ):
        yield named(name, data, "CSV", *(["tab", "TSV"] if "tabs" in name else []))
    calls = [Call(n % 2 and RELEASE or ALICE) for n in range(30)]
    yield named(
        "many-rows.csv",
        "eventid,eventname\n" + "".join(f"{c.id},CreateUser\n" for c in calls),
        "CSV",
        note="One line for thirty rows.",
    )

    parquet = b"PAR1" + bytes(range(200)) * 3 + b"\x40\0\0\0PAR1"
    yield named("rows.parquet", parquet, "Parquet")
    yield named("rows.snappy.parquet", parquet, "Parquet")
    yield named("rows-without-suffix", parquet, "Parquet")
    yield named("rows-called-gz.json.gz", parquet, "Parquet")
    yield named("rows-in-gzip.gz", _gz(parquet), "Parquet")
    yield named(
        "events.avro",
        b"Obj\x01\x04\x14avro.codec\x08null\x16avro.schema" + b"\0" * 40,
        "Avro",
        "JSON",
    )
    yield named("events.orc", b"ORC" + bytes(200) + b"ORC", "ORC", "JSON")

    calls = two()
    body = json.dumps(w.delivery([c.record for c in calls])).encode()
    yield named(
        "archive.zip", _zip({"trail.json": body}), " zip", ".zip", "ZIP", calls=calls
    )
    yield named(
        "two-files.zip", _zip({"a.json": body, "b.json": body}), " zip", ".zip", "ZIP"
    )
    yield named(
        "called.json.gz", _zip({"trail.json": body}), " zip", ".zip", "ZIP", calls=calls
    )
    yield named(
        "book.xlsx",
        _zip({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}),
        " zip",
        ".zip",
        "ZIP",
        "xlsx",
        "Excel",
    )
    yield named(
        "trail.tar",
        _tar({"trail.json": body}),
        "tar",
        "JSON",
        "passed over",
        calls=calls,
    )
    yield named(
        "trail.tar.gz", _gz(_tar({"trail.json": body})), "tar", "JSON", calls=calls
    )
    yield named("trail.json.zst", zstandard(body), "zst", "JSON", calls=calls)
    yield named("trail.json.bz2", b"BZh91AY&SY" + bytes(60), "bzip2", "bz2", "JSON")
    yield named("trail.json.xz", b"\xfd7zXZ\0\0\x04" + bytes(60), "xz", "JSON")
    yield named(
        "trail.snappy", b"\xff\x06\0\0sNaPpY\x01" + bytes(60), "snappy", "JSON", "UTF-8"
    )
    yield named(
        "page.html",
        "<!DOCTYPE html>\n<html>\n<body>Sign in</body>\n</html>\n",
        "HTML",
        "JSON",
    )
    yield named(
        "answer.yaml",
        "Events:\n- EventId: 1\n  EventName: CreateUser\n",
        "YAML",
        "JSON",
        "CSV",
    )
    yield named(
        "records.xml",
        '<?xml version="1.0"?>\n<Records>\n<r/>\n</Records>\n',
        "XML",
        "JSON",
    )
    yield named(
        "document.pdf", b"%PDF-1.7\n" + bytes(range(128, 250)), "PDF", "JSON", "UTF-8"
    )

    utf16 = ["UTF-16"]
    for name, codec, mark in (
        ("little", "utf-16-le", codecs.BOM_UTF16_LE),
        ("big", "utf-16-be", codecs.BOM_UTF16_BE),
        ("little-no-mark", "utf-16-le", b""),
        ("big-no-mark", "utf-16-be", b""),
    ):
        calls = two()
        text = lines(c.record for c in calls)
        yield named(
            f"utf-16-{name}.ndjson", mark + text.encode(codec), *utf16, calls=calls
        )
        calls = two()
        text = json.dumps(w.delivery([c.record for c in calls]), indent=2).replace(
            "\n", "\r\n"
        )
        yield named(
            f"utf-16-{name}-crlf.json", mark + text.encode(codec), *utf16, calls=calls
        )
        calls = two()
        text = json.dumps([c.record for c in calls])
        yield named(
            f"utf-16-{name}.json.gz",
            _gz(mark + text.encode(codec)),
            *utf16,
            calls=calls,
        )
    yield named(
        "utf-16.csv",
        codecs.BOM_UTF16_LE + _csv(Call()).encode("utf-16-le"),
        "UTF-16",
        "CSV",
    )
    yield named(
        "utf-32.json",
        codecs.BOM_UTF32_LE + Call().text().encode("utf-32-le"),
        "UTF-32",
        "UTF-16",
        "UTF-8",
        "JSON",
    )

    def readable(name, calls, data, note="", accept=None):
        return Case(
            K8, name, data, [c.scored() for c in calls], note, accept=accept or []
        )

    for times in (2, 3):
        calls = two()
        data = _gz(json.dumps(w.delivery([c.record for c in calls])), times)
        yield readable(
            f"packed-{times}-times.json.gz",
            calls,
            data,
            accept=[refused(error("gzip"))],
        )
    calls = two()
    yield readable(
        "packed-lines",
        calls,
        _gz(lines(c.record for c in calls)),
        "gzip without a suffix.",
    )
    calls = two()
    members = b"".join(_gz(c.text() + "\n") for c in calls)
    yield readable("members.ndjson.gz", calls, members)
    calls = two()
    yield readable(
        "mark.json",
        calls,
        codecs.BOM_UTF8 + json.dumps(w.delivery([c.record for c in calls])).encode(),
    )
    calls = two()
    marked = b"".join(codecs.BOM_UTF8 + c.text().encode() + b"\r\n" for c in calls)
    yield readable(
        "mark-on-each-line.ndjson",
        calls,
        marked,
        "Files that were joined.",
        accept=[
            expected([calls[0].scored(), error(["JSON", "before", "mark"])], exit=(1,))
        ],
    )

    # Text before the JSON.
    before = ["before", "in front of", "prefix", "syslog", "begins with", "stands"]

    def prefixed(name, prefix, suffix="\n", wrap=lambda record: record):
        calls = two()
        data = "".join(
            prefix(n) + json.dumps(wrap(c.record)) + suffix for n, c in enumerate(calls)
        )
        return readable(name, calls, data, accept=[refused(error(before, many=True))])

    for name, prefix in (
        ("rfc3164.log", lambda n: f"<13>Oct  7 08:09:1{n} forwarder cloudtrail: "),
        ("rfc3164-pid.log", lambda n: f"<134>Oct  7 08:09:1{n} 10.0.0.5 aws[2718]: "),
        (
            "rfc5424-data.log",
            lambda n: f'<165>1 2026-10-07T08:09:1{n}.003Z host app 1 ID47 [origin@32473 ip="10.0.0.1" q="a]"] ',
        ),
        (
            "rfc5424-bom.log",
            lambda n: "<165>1 2026-10-07T08:09:10Z host app - - - \ufeff",
        ),
        (
            "octet-counts.log",
            lambda n: f"{900 + n} <134>1 2026-10-07T08:09:10Z host app - - - ",
        ),
        (
            "leef.log",
            lambda n: "LEEF:1.0|Amazon|AWS CloudTrail|1.0|CreateUser|payload=",
        ),
        (
            "leef-syslog.log",
            lambda n: "<13>1 2026-10-07T08:09:10Z h LEEF - - - LEEF:2.0|Amazon|AWS CloudTrail|2|x|^|",
        ),
        (
            "cef.log",
            lambda n: "CEF:0|Amazon|CloudTrail|1.0|CreateUser|Create user|5|src=113.160.0.1 msg=",
        ),
        ("cri.log", lambda n: f"2026-10-07T08:09:1{n}.123456789Z stdout F "),
        ("logs-export.log", lambda n: f"2026-10-07T08:09:1{n}.000Z "),
        (
            "logs-tail.txt",
            lambda n: f"2026-10-07T08:09:1{n}.000000+00:00 111122223333_CloudTrail_eu-central-1 ",
        ),
        (
            "fluentd-out-file.log",
            lambda n: "2026-10-07T08:09:10+00:00\taws.cloudtrail\t",
        ),
        ("grep.txt", lambda n: "AWSLogs/a.json:"),
        ("journal.log", lambda n: "Oct 07 08:09:10 host collector[99]: "),
        ("key.log", lambda n: "cloudtrail="),
        ("log4j.log", lambda n: f"2026-10-07 08:09:1{n},123 INFO  [main] c.e.Trail - "),
    ):
        yield prefixed(f"before-{name}", prefix)
    yield prefixed(
        "before-event-bridge.log",
        lambda n: "<13>Oct  7 08:09:10 h aws: ",
        wrap=w.event_bridge,
    )
    yield prefixed("before-crlf.log", lambda n: "<13>Oct  7 08:09:10 h aws: ", "\r\n")
    calls = two()
    data = json.dumps([json.dumps(c.record) for c in calls])[1:-1].replace(
        '", "', '"\n"'
    )
    yield readable(
        "before-nothing.ndjson", calls, data, "Texts on lines, for comparison."
    )
    calls = two()
    data = "".join(
        f"2026-10-07T08:09:10.000000+00:00 {json.dumps(c.record, indent=4)}\n"
        for c in calls
    )
    yield readable(
        "before-pretty.txt",
        calls,
        data,
        "aws logs tail --format json.",
        accept=[refused(error(before + ["JSON"], many=True))],
    )
    calls = two()
    data = {"message": "<13>Oct  7 08:09:10 h aws: " + calls[0].text(), "host": "h"}
    yield readable(
        "before-in-message.json",
        calls[:1],
        data,
        "A syslog input of Logstash.",
        accept=[refused(error(before + ["no CloudTrail"]))],
    )
    calls = two()
    data = json.dumps({"log": "2026-10-07T08:09:10Z stdout F " + calls[0].text()})
    yield readable(
        "before-in-log.json",
        calls[:1],
        data,
        accept=[refused(error(before + ["no CloudTrail"]))],
    )

    # JSON text sequences.
    sequence = ["7464", "sequence", "json-seq", "record separator", "0x1e", "x1e"]
    for name, join in (
        ("lines", lambda rs: "".join("\x1e" + json.dumps(r) + "\n" for r in rs)),
        (
            "pretty",
            lambda rs: "".join("\x1e" + json.dumps(r, indent=2) + "\n" for r in rs),
        ),
        ("no-newlines", lambda rs: "".join("\x1e" + json.dumps(r) for r in rs)),
        ("twice", lambda rs: "".join("\x1e\x1e" + json.dumps(r) + "\n" for r in rs)),
        ("delivery", lambda rs: "\x1e" + json.dumps(w.delivery(rs)) + "\n"),
    ):
        calls = two()
        yield readable(
            f"sequence-{name}.json",
            calls,
            join([c.record for c in calls]),
            accept=[refused(error(sequence, many=True))],
        )

    # Near JSON, and no JSON at all.
    first, last = two()
    broken = Call().text().encode().replace(b"backup-operator", b"caf\xe9")
    yield Case(
        K8,
        "one-line-latin-1.ndjson",
        first.text().encode() + b"\n" + broken + b"\n" + last.text().encode(),
        [first.scored(), error("UTF-8"), last.scored()],
        "A line in another encoding costs no other.",
        exit=(1,),
        accept=[expected([first.scored(), Call().scored(), last.scored()])],
    )
    table = " eventname  | eventsource\n------------+-------------\n CreateUser | iam\n(1 row)\n"
    yield named("psql.txt", table, "JSON")
    table = "-" * 30 + "\n|  LookupEvents  |\n" + "-" * 30 + "\n||  Events  ||\n"
    yield named("table.txt", table, "JSON")
    yield named("packed-as-text.txt", w.packed(Call().record) + "\n", "base64", "JSON")
    yield named("zlib.json", b"\x78\x9c" + bytes(range(200)), "zlib", "JSON", "UTF-8")
    yield named(
        "key.json", "-----BEGIN PGP MESSAGE-----\n\nhF4D\n=AbCd\n", "JSON", "PGP"
    )
    yield named("separator-first.csv", "sep=;\n" + _csv(Call(), ";"), "CSV")
    yield named("header-alone.csv", "eventID,eventTime,eventName\n", "CSV")
    yield named(
        "quoted-json.csv",
        '"event"\n"' + Call().text().replace('"', '""') + '"\n',
        "CSV",
    )
    calls = two()
    yield readable(
        "commas.ndjson",
        calls,
        ",\n".join(c.text() for c in calls) + "\n",
        "A comma after each line.",
        accept=[
            refused(error("JSON", many=True)),
            refused(calls[0].scored(), error("JSON"), calls[1].scored()),
        ],
    )
    calls = two()
    yield readable(
        "tabs-between.txt",
        calls,
        "\t".join(c.text() for c in calls) + "\n",
        "aws cloudtrail lookup-events --output text.",
    )
    calls = two()
    yield readable(
        "array-over-lines.json",
        calls,
        "[\n" + ",\n".join(c.text() for c in calls) + "\n]\n",
    )
    calls = two()
    yield readable(
        "array-comma.json", calls, "[" + ",".join(c.text() for c in calls) + ",]"
    )
    call = Call()
    yield Case(
        K8,
        "truncated.json.gz",
        _gz(lines([call.record]) * 50)[:-60],
        [
            call.scored(many=True, optional=True),
            error("JSON", optional=True),
            error(["gzip", "trunc", "cut", "ends", "damaged"]),
        ],
        "What could be unpacked comes out.",
        exit=(1, 4),
    )
    calls = two()
    yield readable(
        "python-lines.ndjson",
        calls[:0],
        str(calls[0].record) + "\n",
        accept=[refused(error("JSON"))],
    )


def files_passed_over():
    over = ["passed over", " not read", "ignored", "skipped"]

    def folder(name, files, calls, told=None, note=""):
        """`told`: what is read where the others are counted instead."""
        accept = []
        if told is not None:
            accept = [
                expected(
                    [c.scored() for c in told],
                    exit=(0, 1, 4),
                    any_order=True,
                    stderr=over,
                )
            ]
        return Case(
            K12,
            name,
            files,
            [c.scored() for c in calls],
            note,
            any_order=True,
            accept=accept,
        )

    def of(call):
        return json.dumps(w.delivery([call.record]))

    for suffix in (
        ".txt",
        ".json.2",
        ".log.1",
        ".ndjson.10",
        ".json-20261007",
        ".out",
        ".dat",
        ".json.bak",
        ".event",
        ".data",
        ".jsonlines",
        ".JSONL",
        ".Log",
        ".ldjson",
    ):
        first, second = two()
        yield folder(
            f"suffix-{suffix.lstrip('.').lower()}{'-upper' if suffix != suffix.lower() else ''}",
            {"a.json": of(first), f"b{suffix}": of(second)},
            [first, second],
            told=[first],
        )
    first, second = two()
    yield folder(
        "spark-output",
        {
            "_SUCCESS": "",
            "part-00000-1f2e": first.text() + "\n",
            "part-00001-1f2e.json": second.text() + "\n",
            "._SUCCESS.crc": b"crc\0\0\0\x01",
        },
        [first, second],
        told=[second],
    )
    first, second = two()
    yield folder(
        "firehose",
        {
            f"2026/10/07/08/stream-1-2026-10-07-08-0{n}-00-aaaa{n}": c.text()
            + c.text().replace(c.id, Call().id)
            for n, c in enumerate((first, second))
        },
        [first, first, second, second],
        told=[],
    )
    first, second = two()
    yield folder(
        "packed-without-suffix",
        {"2026/10/07/one": _gz(of(first)), "2026/10/07/two.json.gz": _gz(of(second))},
        [first, second],
        told=[second],
    )
    for name in ("b.json.gz.1", "b.json.gz-20261007", "b.gz.tmp"):
        first, second = two()
        yield folder(
            f"rotated-{name[2:].replace('.', '-')}",
            {"a.json": of(first), name: _gz(of(second))},
            [first, second],
            told=[first],
        )
    first, second = two()
    yield folder(
        "one-suffix-each",
        {"a.json": of(first), "b.json.GZ": _gz(of(second))},
        [first, second],
    )
    first = Call()
    yield folder(
        "readme-beside",
        {
            "trail.json": of(first),
            "README.md": "# Trail\n",
            "run.sh": "#!/bin/sh\necho hello\n",
            "logo.png": b"\x89PNG\r\n\x1a\n\0\0",
        },
        [first],
        told=[first],
        note="Files without records are no error.",
    )
    first = Call()
    yield folder(
        "hidden",
        {
            "trail.json": of(first),
            ".trail.json.swp": b"b0VIM 9.0\0\0",
            ".DS_Store": b"\0\0\0\1Bud1",
        },
        [first],
        told=[first],
    )
    first = Call()
    yield folder(
        "empty-files",
        {"trail.json": of(first), "empty.json": "", "empty.txt": "", "none": ""},
        [first],
        told=[first],
    )
    yield folder(
        "only-empty", {"a.json": "", "b/c.json": '{"Records":[]}'}, [], told=[]
    )
    yield folder(
        "only-prose",
        {"notes.txt": "call alice\n", "todo.md": "- rotate keys\n"},
        [],
        told=[],
    )
    for name, data, word in (
        (
            "zst",
            zstandard(json.dumps([Call().record] * 2).encode()),
            ["zst", "Zstandard"],
        ),
        ("csv", _csv(Call()), ["CSV"]),
        ("parquet", b"PAR1" + bytes(100) + b"PAR1", ["Parquet"]),
        ("zip", _zip({"a.json": b"{}"}), ["zip"]),
        ("bz2", b"BZh91AY&SY" + bytes(40), ["bz2", "bzip2", "JSON"]),
    ):
        first = Call()
        yield Case(
            K12,
            f"beside-{name}",
            {
                "trail.json": of(first),
                (
                    f"trail2.json.{name}"
                    if name in ("zst", "bz2")
                    else f"trail2.{name}"
                ): data,
            },
            [first.scored()],
            "Counted, or an error of its own.",
            exit=(0, 1, 4),
            stderr=over,
            accept=[
                expected([first.scored(), error(word)], exit=(0, 1, 4), any_order=True)
            ],
        )
    first, second = Call(), Call(CARLA)
    yield folder(
        "deep",
        {
            "o-exampleorg/AWSLogs/o-exampleorg/111122223333/CloudTrail/eu-central-1/2026/10/07/a.json.gz": _gz(
                of(first)
            ),
            "o-exampleorg/AWSLogs/o-exampleorg/111122223333/CloudTrail-Digest/eu-central-1/2026/10/07/notes.txt": "none\n",
            "more/b.ndjson": second.text() + "\n",
        },
        [first, second],
        told=[first, second],
    )


def cases():
    for kind in (not_an_api_call, encoding_or_format, files_passed_over):
        yield from kind()
