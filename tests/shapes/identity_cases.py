# SPDX-License-Identifier: Apache-2.0
"""Who called: K1 person lost, K11 failed sign-in, K13 split history, K14
partition, K16 counted twice."""

import json

import wrappers as w
from calls import (
    ACCOUNT,
    ALICE,
    BOB,
    CARLA,
    FRANK,
    PROVIDER,
    RELEASE,
    ROOT,
    WHEN_SECONDS,
    WORKFLOW,
    Call,
    Caller,
    Case,
    expected,
    flat,
    renamed,
    skipped,
    snake,
    with_flat_identity,
)

K1, K11, K13 = "K1 person lost", "K11 failed sign-in", "K13 split history"
K14, K16 = "K14 partition", "K16 counted twice"


def _nobody(*calls):
    """Scored as nobody's, and a line that counts them."""
    return expected([c.nobodys() for c in calls], stderr=["identit"])


def person_lost():
    def case(name, call, data, note, **more):
        return Case(K1, name, data, [call.scored()], note, **more)

    def unreadable(name, identity, note, who=ALICE):
        call = Call(who)
        call.record["userIdentity"] = identity(call.record["userIdentity"])
        return case(name, call, call.text(), note, accept=[_nobody(call)])

    def with_text(name, who, note, **style):
        call = Call(who)
        record = {
            **call.record,
            "userIdentity": json.dumps(call.record["userIdentity"], **style),
        }
        return case(name, call, record, note)

    yield with_text("text-role.json", RELEASE, "A role's identity as JSON text.")
    yield with_text("text-pretty.json", BOB, "On many lines.", indent=2)
    yield with_text("text-identity-center.json", CARLA, "onBehalfOf in the text.")
    yield with_text("text-root.json", ROOT, "Root, as JSON text.")
    yield with_text("text-federated.json", FRANK, "A federated user, as JSON text.")

    call = Call(RELEASE)
    identity = call.record["userIdentity"]
    context = identity["sessionContext"]
    context["sessionIssuer"] = json.dumps(context["sessionIssuer"])
    identity["sessionContext"] = json.dumps(context)
    call.record["userIdentity"] = json.dumps(identity)
    yield case("text-in-text-in-text.json", call, call.record, "Each level is text.")

    call = Call(CARLA)
    identity = call.record["userIdentity"]
    identity["onBehalfOf"] = json.dumps(identity["onBehalfOf"])
    yield case("on-behalf-of-text.json", call, call.record, "onBehalfOf as JSON text.")

    call = Call(BOB)
    call.record = call.renamed(str.upper)
    yield case("upper-case-everywhere.json", call, call.record, "Also in the session.")

    call = Call(RELEASE)
    record = {
        **call.record,
        "userIdentity": json.dumps(renamed(call.record["userIdentity"], str.lower)),
    }
    yield case("text-lower-case-role.json", call, record, "Presto's JSON of a struct.")

    for who, name in ((RELEASE, "role"), (BOB, "person"), (CARLA, "identity-center")):
        call = Call(who)
        yield case(
            f"dotted-{name}.ndjson",
            call,
            json.dumps(with_flat_identity(call.record)) + "\n",
            "pandas' json_normalize flattens every level.",
        )
    call = Call(RELEASE)
    yield case(
        "dotted-lower-case.json",
        call,
        with_flat_identity(call.record, rename=str.lower),
        "Dotted names in lower case.",
    )
    call = Call(RELEASE)
    identity = call.record["userIdentity"]
    inner = flat({"sessionContext": identity.pop("sessionContext")})
    call.record["userIdentity"] = {**identity, **inner}
    yield case(
        "dotted-inside.json", call, call.record, "Dotted below userIdentity only."
    )
    call = Call(RELEASE)
    record = flat(call.record)
    yield case(
        "all-flat.json", call, record, "Every object of the record is flattened."
    )

    for value, name in ((None, "null"), ({}, "empty")):
        call = Call(RELEASE)
        record = {"userIdentity": value, **with_flat_identity(call.record)}
        yield case(f"dotted-beside-{name}.json", call, record, "The object is empty.")
    call = Call(CARLA)
    record = with_flat_identity(call.record, rename=lambda n: n[:1].upper() + n[1:])
    yield case("dotted-capital.json", call, record, "UserIdentity.onBehalfOf.userId.")
    call = Call(RELEASE)
    identity = flat(call.record["userIdentity"])
    yield case(
        "dotted-text.json",
        call,
        {**call.record, "userIdentity": json.dumps(identity)},
        "JSON text with dotted names in it.",
    )

    for separator, name in (
        ("_", "underscores"),
        ("__", "two-underscores"),
        ("/", "slashes"),
    ):
        call = Call()
        yield case(
            f"{name}.json",
            call,
            with_flat_identity(call.record, separator),
            "Flattened with another separator: read, or counted.",
            accept=[_nobody(call)],
        )
    call = Call()
    record = call.without("userIdentity")
    record["user_identity"] = renamed(call.record["userIdentity"], snake)
    yield case("snake-case-object.json", call, record, "", accept=[_nobody(call)])
    call = Call()
    record = call.without("userIdentity")
    record["user_identity"] = json.dumps(call.record["userIdentity"])
    yield case("snake-case-text.json", call, record, "", accept=[_nobody(call)])

    yield unreadable("python-repr.json", str, "str() of a Python dict.")
    yield unreadable(
        "spark-row.json",
        lambda i: "{" + ", ".join(str(v) for v in i.values()) + "}",
        "Spark's cast of a struct to text has no names.",
    )
    yield unreadable(
        "hive-delimited.json",
        lambda i: "\x02".join(str(v) for v in i.values()),
        "Hive's text format, delimited by control characters.",
    )
    yield unreadable(
        "struct-text-role.json",
        lambda i: "{type=AssumedRole, principalid=%s, arn=%s, accountid=%s, sessioncontext="
        "{attributes={mfaauthenticated=false}, sessionissuer={type=Role, arn=%s}}}"
        % (
            i["principalId"],
            i["arn"],
            ACCOUNT,
            i["sessionContext"]["sessionIssuer"]["arn"],
        ),
        "Athena's text of a nested struct.",
        who=RELEASE,
    )
    yield unreadable("array-of-one.json", lambda i: [i], "BigQuery's repeated field.")
    yield unreadable(
        "cut-off.json", lambda i: json.dumps(i)[:-40], "A column of limited width."
    )
    yield unreadable(
        "powershell.json",
        lambda i: "@{" + "; ".join(f"{k}={v}" for k, v in i.items()) + "}",
        "ConvertTo-Json beyond its depth.",
    )

    yield unreadable(
        "on-behalf-of-struct.json",
        lambda i: {**i, "onBehalfOf": "{userid=%s}" % i["onBehalfOf"]["userId"]},
        "The one part that names the person.",
        who=CARLA,
    )
    for name, change in (
        (
            "struct",
            lambda c: "{sessionissuer={type=Role, arn=%s}}" % c["sessionIssuer"]["arn"],
        ),
        ("repr", str),
        (
            "issuer-struct",
            lambda c: {"sessionIssuer": "{arn=%s}" % c["sessionIssuer"]["arn"]},
        ),
    ):
        call = Call(RELEASE)
        context = call.record["userIdentity"]["sessionContext"]
        call.record["userIdentity"]["sessionContext"] = change(context)
        short = f"arn:aws:iam::{ACCOUNT}:role/release"
        told = expected([call.scored(principal=["", short])], stderr=["identit"])
        yield case(
            f"context-{name}.json",
            call,
            call.record,
            "The role's path is lost with it: counted.",
            accept=[told],
        )

    calls = [Call(), Call(RELEASE), Call(BOB)]
    for c in calls[:2]:
        c.record["userIdentity"] = str(c.record["userIdentity"])
    yield Case(
        K1,
        "two-of-three.ndjson",
        "".join(c.text() + "\n" for c in calls),
        [calls[0].nobodys(), calls[1].nobodys(), calls[2].scored()],
        "One line counts both.",
        stderr=[["identit"], ["2"]],
        accept=[expected([c.scored() for c in calls])],
    )

    for value, name in ((None, "null"), ("", "empty-text"), ({}, "empty-object")):
        call = Call()
        call.record["userIdentity"] = value
        yield Case(
            K1, f"identity-{name}.json", call.record, [call.nobodys()], "There is none."
        )

    for name, change in (
        ("arn-null", {"type": "Unknown", "arn": None, "userName": None}),
        ("type-null", {"type": None}),
        ("type-empty", {"type": "", "arn": ""}),
        ("type-lower-case", {"type": "unknown"}),
    ):
        call = Call(CARLA, "Authenticate", "sso")
        call.record["userIdentity"].update(change)
        yield case(
            f"on-behalf-of-{name}.json",
            call,
            call.record,
            "onBehalfOf names the person.",
        )
    call = Call(CARLA)
    record = call.renamed(str.lower)
    record["useridentity"]["type"] = "Unknown"
    yield case("on-behalf-of-lower-case.json", call, record, "onbehalfof.userid.")

    # _raw and message beside fields that somebody extracted.
    extracted = {"src_ip": "10.0.0.9", "user": "unknown", "action": "success"}
    for holder in ("_raw", "message", "Message", "event.original"):
        call = Call(BOB)
        record = {**call.without("userIdentity"), **extracted, holder: call.text()}
        yield case(
            f"beside-{holder.strip('_').replace('.', '-')}-{holder[0].isupper():d}.json",
            call,
            record,
            "The whole record beside its fields names the person.",
        )
    call = Call(RELEASE)
    record = {
        k: call.record[k] for k in ("eventID", "eventName", "eventSource", "eventTime")
    }
    yield case(
        "beside-hec-fields.json",
        call,
        w.hec(call.text(), fields={**record, "user": "?"}),
        "Indexed fields beside the event.",
    )
    call = Call(BOB)
    record = {**call.without("userIdentity"), "@timestamp": call.record["eventTime"]}
    record["event"] = {"original": call.text()}
    yield case(
        "beside-original-object.json", call, record, "Logstash keeps event.original."
    )

    for name, wrap in (
        ("sqs", lambda r: w.lambda_sqs(r)),
        ("wazuh", w.wazuh_alert),
        ("delivery", lambda r: w.delivery([r])),
        ("lower-case", lambda r: renamed(r, str.lower)),
        ("event-bridge", w.event_bridge),
        ("message", w.logstash),
    ):
        call = Call()
        call.record["userIdentity"] = str(call.record["userIdentity"])
        yield case(
            f"unreadable-in-{name}.json",
            call,
            wrap(call.record),
            "Counted also where it lies deeper.",
            accept=[_nobody(call)],
        )
    calls = [Call(), Call(RELEASE)]
    for c in calls:
        c.record["userIdentity"] = "{type=%s}" % c.record["userIdentity"]["type"]
    yield Case(
        K1,
        "unreadable-in-folder",
        {f"{n}.json": c.text() for n, c in enumerate(calls)},
        [c.nobodys() for c in calls],
        "Counted in a folder.",
        stderr=["identit"],
    )
    for holder, change in (
        ("delivery", lambda c: json.dumps(w.delivery([c.record]))),
        ("event-bridge", lambda c: json.dumps(w.event_bridge(c.record))),
    ):
        call = Call(BOB)
        record = {**call.without("userIdentity"), "_raw": change(call)}
        yield case(f"beside-raw-{holder}.json", call, record, "_raw holds it deeper.")

    # Elastic's documents.
    for who, name in ((CARLA, "identity-center"), (RELEASE, "role"), (BOB, "person")):
        for style, shape in (
            ("nested", lambda d: d),
            ("flat", flat),
            ("fields", lambda d: {"fields": {k: [v] for k, v in flat(d).items()}}),
        ):
            call = Call(who)
            yield case(
                f"ecs-{name}-{style}.json",
                call,
                shape(w.ecs(call)),
                "As the raw record.",
            )
    call = Call(CARLA)
    document = w.ecs(call)
    document["aws"]["cloudtrail"]["user_identity"] = {
        "type": "Unknown",
        "on_behalf_of": {"user_id": call.who.identity["onBehalfOf"]["userId"]},
    }
    document["user"] = {"name": "carla"}
    yield case(
        "ecs-type-unknown.json", call, document, "on_behalf_of names the person."
    )

    # Right as they are.
    for who, name in (
        (ROOT, "root"),
        (FRANK, "federated"),
        (WORKFLOW, "workflow"),
        (RELEASE, "role"),
    ):
        call = Call(who)
        yield case(f"plain-{name}.json", call, call.record, "Nothing is strange here.")
    call = Call(RELEASE)
    call.record["userIdentity"]["sessionContext"]["sourceIdentity"] = "dora"
    call.who = Caller(f"{ACCOUNT}:human/dora")
    yield case(
        "source-identity.json", call, call.record, "sourceIdentity is the person."
    )
    call = Call(RELEASE)
    identity = call.record["userIdentity"]
    identity["sessionContext"]["sourceIdentity"] = "dora"
    identity["sessionContext"] = json.dumps(identity["sessionContext"])
    call.who = Caller(f"{ACCOUNT}:human/dora")
    yield case("source-identity-text.json", call, call.record, "In a context of text.")
    call = Call()
    identity = {
        "type": "AWSService",
        "invokedBy": "autoscaling.amazonaws.com",
    }
    call.record["userIdentity"] = json.dumps(identity)
    call.record["sourceIPAddress"] = "autoscaling.amazonaws.com"
    yield Case(
        K1,
        "service-text.json",
        call.record,
        [call.nobodys(origin="@service:autoscaling")],
        "A service is nobody, though its identity is text.",
    )


def failed_sign_in():
    def sign_in(who=ALICE, name="ConsoleLogin", **fields):
        return Call(who, name, "signin", **fields)

    def case(name, call, data, note="", failed="Failure", **more):
        return Case(K11, name, data, [call.scored(failed=failed, **more)], note)

    for name, event, field, value, failed in (
        (
            "login-object",
            "ConsoleLogin",
            "responseElements",
            {"ConsoleLogin": "Failure"},
            "Failure",
        ),
        (
            "login-text",
            "ConsoleLogin",
            "responseElements",
            '{"ConsoleLogin":"Failure"}',
            "Failure",
        ),
        (
            "login-success-text",
            "ConsoleLogin",
            "responseElements",
            '{"ConsoleLogin":"Success"}',
            False,
        ),
        (
            "mfa-text",
            "CheckMfa",
            "responseElements",
            '{ "CheckMfa" : "Failure" }',
            "Failure",
        ),
        (
            "switch-role-text",
            "SwitchRole",
            "responseElements",
            '{"SwitchRole":"Failure"}',
            "Failure",
        ),
        ("login-empty-text", "ConsoleLogin", "responseElements", "", False),
    ):
        call = sign_in(name=event, **{field: value})
        yield case(f"{name}.json", call, call.record, failed=failed)

    for name, event, details, failed in (
        (
            "verification",
            "CredentialVerification",
            {"CredentialVerification": "Failure"},
            "Failure",
        ),
        ("challenge", "CredentialChallenge", {"CredentialChallenge": "Success"}, False),
        (
            "authentication",
            "UserAuthentication",
            {
                "UserAuthentication": "Failure",
                "LoginTo": "https://example.com",
                "CredentialType": "PASSWORD",
            },
            "Failure",
        ),
        (
            "authentication-success",
            "UserAuthentication",
            {"UserAuthentication": "Success", "CredentialType": "PASSWORD"},
            False,
        ),
    ):
        for style, convert in (("object", lambda d: d), ("text", json.dumps)):
            call = sign_in(CARLA, event, serviceEventDetails=convert(details))
            yield case(f"{name}-{style}.json", call, call.record, failed=failed)

    call = sign_in(responseElements={"ConsoleLogin": "Failure"})
    yield case(
        "lower-case.json",
        call,
        call.renamed(str.lower),
        "responseelements.consolelogin",
    )
    call = sign_in(
        CARLA,
        "UserAuthentication",
        serviceEventDetails={"UserAuthentication": "Failure"},
    )
    yield case("details-lower-case.json", call, call.renamed(str.lower))
    call = sign_in(
        CARLA,
        "UserAuthentication",
        serviceEventDetails={"UserAuthentication": "Failure"},
    )
    yield case("details-dotted.json", call, flat(call.record), "Flattened by pandas.")
    call = sign_in(responseElements={"ConsoleLogin": "Failure"})
    yield case("elements-dotted.json", call, flat(call.record))
    call = sign_in(responseElements='{"ConsoleLogin":"Failure"}')
    yield case(
        "event-bridge.json",
        call,
        w.event_bridge(call.record, "AWS Console Sign In via CloudTrail"),
    )
    call = sign_in(
        CARLA,
        "CredentialVerification",
        serviceEventDetails={"CredentialVerification": "Failure"},
    )
    yield case(
        "sqs.json",
        call,
        w.lambda_sqs(w.event_bridge(call.record, "AWS Service Event via CloudTrail")),
    )
    call = sign_in(errorMessage="Failed authentication", responseElements=None)
    yield case(
        "message-alone.json", call, call.record, "An errorMessage without a code."
    )
    call = sign_in(
        errorCode="AccessDenied", responseElements={"ConsoleLogin": "Failure"}
    )
    yield case("code-wins.json", call, call.record, failed="AccessDenied")
    call = sign_in()
    yield case("ecs-outcome.json", call, w.ecs(call, outcome="failure"))
    call = sign_in(responseElements={"ConsoleLogin": "Success"})
    yield case("success.json", call, call.record, failed=False)
    call = Call(responseElements='{"ConsoleLogin":"Failure"')
    yield case(
        "text-cut-off.json",
        call,
        call.record,
        "Cut off; no sign-in either.",
        failed=False,
    )


def split_history():
    def case(name, call, data, note="", **more):
        return Case(K13, name, data, [call.scored(**more)], note)

    # The raw record and another shape of the same call, one after the other.
    for who, name in (
        (ALICE, "user"),
        (RELEASE, "role"),
        (BOB, "person"),
        (CARLA, "identity-center"),
        (ROOT, "root"),
    ):
        raw, other = Call(who), Call(who)
        lines = [raw.record, w.ecs(other)]
        yield Case(
            K13,
            f"raw-and-ecs-{name}.ndjson",
            "".join(json.dumps(line) + "\n" for line in lines),
            [raw.scored(), other.scored()],
            "One caller, one key.",
        )
    for who, name in ((RELEASE, "role"), (FRANK, "federated")):
        for style, change in (
            ("lower-case", lambda r: renamed(r, str.lower)),
            ("dotted", flat),
            ("text", lambda r: {**r, "userIdentity": json.dumps(r["userIdentity"])}),
            ("capitals", lambda r: renamed(r, lambda n: n[:1].upper() + n[1:])),
        ):
            call = Call(who)
            yield case(f"issuer-{name}-{style}.json", call, change(call.record))

    for provider, audience, subject, name in (
        (
            PROVIDER,
            "sts.amazonaws.com",
            "repo:example/app:environment:prod",
            "workflow",
        ),
        (
            "accounts.google.com",
            "1234567890.apps.googleusercontent.com",
            "113322445566",
            "google",
        ),
        (
            "cognito-identity.amazonaws.com",
            "eu-central-1:aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
            "eu-central-1:11111111-bbbb-4ccc-8ddd-eeeeeeeeeeee",
            "cognito",
        ),
        (
            f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/BBBB2222",
            "sts.amazonaws.com",
            "system:serviceaccount:kube-system:autoscaler",
            "eks",
        ),
    ):
        who = Caller(
            f"{ACCOUNT}:web/{provider}/{subject.replace('/', '%2F')}",
            type="WebIdentityUser",
            principalId=f"{provider}:{audience}:{subject}",
            userName=subject,
            identityProvider=provider,
        )
        raw, other = (Call(who, "AssumeRoleWithWebIdentity", "sts") for _ in range(2))
        yield Case(
            K13,
            f"web-identity-{name}.ndjson",
            json.dumps(raw.record) + "\n" + json.dumps(w.ecs(other)) + "\n",
            [raw.scored(), other.scored()],
            "ECS has the provider in user.id alone.",
        )

    for provider, audience, subject, name in (
        (
            PROVIDER,
            "sts.amazonaws.com",
            "repo:example/app:ref:refs/tags/v1",
            "workflow",
        ),
        (
            "accounts.google.com",
            "1234567890.apps.example.com",
            "113322445566",
            "google",
        ),
        (
            f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/C3",
            "sts.amazonaws.com",
            "system:serviceaccount:a:b",
            "eks",
        ),
    ):
        who = Caller(
            f"{ACCOUNT}:web/{provider}/{subject.replace('/', '%2F')}",
            type="WebIdentityUser",
            principalId=f"{provider}:{audience}:{subject}",
        )
        call = Call(who, "AssumeRoleWithWebIdentity", "sts")
        yield case(
            f"web-identity-id-alone-{name}.json",
            call,
            w.ecs(call),
            "Without user.name.",
        )

    def alert(call, **fields):
        document = w.ecs(call, kind="signal")
        document["@timestamp"] = "2026-10-07T09:30:05.123Z"
        return {**document, **fields}

    original = "2026-10-07T08:09:10.000Z"
    rule = {"kibana.alert.rule.name": "Unusual command"}
    call = Call(RELEASE)
    nested = {"alert": {"original_time": original, "rule": {"name": "Unusual command"}}}
    yield case("alert-nested.json", call, w.hit(alert(call, kibana=nested)))
    call = Call()
    document = alert(call, **rule, **{"kibana.alert.original_time": original})
    fields = {k: [v] for k, v in flat(document).items()}
    yield case("alert-fields.json", call, {"_index": "a", "_id": "1", "fields": fields})
    call = Call()
    document = alert(call, **rule, **{"kibana.alert.original_time": original})
    yield case("alert-search.json", call, w.search_answer([w.hit(document)]))
    call = Call()
    document = alert(
        call, **rule, **{"kibana.alert.original_time": WHEN_SECONDS * 1000}
    )
    yield case("alert-epoch.json", call, w.hit(document), "Epoch milliseconds.")
    call = Call()
    document = alert(call, **rule, **{"kibana.alert.original_time": original})
    document["event"]["original"] = call.text()
    yield case("alert-original.json", call, document, "event.original tells all.")
    call = Call(CARLA)
    document = w.ecs(call)
    document["user"] = {
        "id": "carla@example.com",
        "name": "carla",
        "email": "carla@example.com",
    }
    yield case("identity-center-names.json", call, document, "The id, not the name.")
    call = Call(RELEASE)
    yield case("ocsf-role.json", call, w.ocsf(call), "")


def partition():
    def login(region, who_partition, **fields):
        call = Call(
            Caller(f"arn:{who_partition}:iam::{ACCOUNT}:user/alice"),
            "ConsoleLogin",
            "signin",
            awsRegion=region,
            errorMessage="Failed authentication",
            responseElements={"ConsoleLogin": "Failure"},
            **fields,
        )
        call.record["userIdentity"] = {
            "type": "IAMUser",
            "accountId": ACCOUNT,
            "userName": "alice",
            "accessKeyId": "",
        }
        return call

    regions = (
        ("eusc-de-east-1", "aws-eusc"),
        ("us-iso-west-1", "aws-iso"),
        ("us-isob-east-1", "aws-iso-b"),
        ("us-isob-west-1", "aws-iso-b"),
        ("eu-isoe-west-1", "aws-iso-e"),
        ("us-isof-south-1", "aws-iso-f"),
        ("us-isof-east-1", "aws-iso-f"),
        ("us-gov-east-1", "aws-us-gov"),
        ("cn-northwest-1", "aws-cn"),
        ("ap-southeast-7", "aws"),
        ("us-east-1", "aws"),
    )
    for region, name in regions:
        call = login(region, name)
        yield Case(K14, f"login-{region}.json", call.record, [call.scored()])
    call = login("us-isof-south-1", "aws-iso-f")
    yield Case(K14, "login-lower-case.json", call.renamed(str.lower), [call.scored()])
    call = login("eusc-de-east-1", "aws-eusc")
    call.record["userIdentity"] = json.dumps(call.record["userIdentity"])
    yield Case(K14, "login-identity-text.json", call.record, [call.scored()])
    call = login("us-iso-east-1", "aws-iso")
    yield Case(
        K14,
        "login-event-bridge.json",
        w.event_bridge(call.record, "AWS Console Sign In via CloudTrail"),
        [call.scored()],
    )
    call = login("us-isob-east-1", "aws-iso-b")
    yield Case(K14, "login-ecs.json", w.ecs(call, outcome="failure"), [call.scored()])

    for host, name in (
        ("lambda.amazonaws.eu", "lambda"),
        ("cloudformation.c2s.ic.gov", "cloudformation"),
        ("ecs.sc2s.sgov.gov", "ecs"),
        ("config.cloud.adc-e.uk", "config"),
        ("autoscaling.csp.hci.ic.gov", "autoscaling"),
        ("ec2.amazonaws.com.cn", "ec2"),
        ("Lambda.AmazonAWS.eu", "lambda"),
    ):
        call = Call(RELEASE, sourceIPAddress=host)
        yield Case(
            K14,
            f"service-{host.lower()}-{host[0].isupper():d}.json",
            call.record,
            [call.scored(origin=f"@service:{name}")],
            "The name of a service in another partition.",
        )
    for name in ("aws-eusc", "aws-iso", "aws-iso-f", "aws-cn"):
        who = Caller(
            f"arn:{name}:iam::{ACCOUNT}:role/release",
            type="AssumedRole",
            arn=f"arn:{name}:sts::{ACCOUNT}:assumed-role/release/s",
            accountId=ACCOUNT,
        )
        call = Call(who)
        yield Case(
            K14,
            f"session-{name}.json",
            call.record,
            [call.scored()],
            "The role is built from the session's ARN.",
        )
    call = Call()
    call.record["userIdentity"] = {
        "type": "AWSService",
        "invokedBy": "elasticmapreduce.amazonaws.eu",
    }
    call.record["sourceIPAddress"] = "elasticmapreduce.amazonaws.eu"
    yield Case(
        K14,
        "invoked-by-eusc.json",
        call.record,
        [call.nobodys(origin="@service:elasticmapreduce")],
    )
    who = Caller(
        f"arn:aws-iso-b:iam::{ACCOUNT}:user/alice",
        **{**ALICE.identity, "arn": f"arn:aws-iso-b:iam::{ACCOUNT}:user/alice"},
    )
    call = Call(who, awsRegion="us-isob-east-1")
    yield Case(K14, "user-iso-b.json", call.record, [call.scored()], "ARNs are kept.")
    call = Call(service="ec2", name="RunInstances", awsRegion="eusc-de-east-1")
    call.record["eventSource"] = "ec2.amazonaws.eu"
    yield Case(
        K14,
        "event-source-eusc.json",
        call.record,
        [call.scored(command=["ec2:RunInstances", "ec2.amazonaws.eu:RunInstances"])],
    )


def counted_twice():
    def addendum(original, **more):
        call = Call()
        call.record["addendum"] = {
            "reason": "UPDATED_DATA",
            "updatedFields": "responseElements",
            "originalRequestID": original.record["requestID"],
            "originalEventID": original.id,
            **more,
        }
        return call

    def pair(name, change=lambda record: record, wrap=None, note="", lower=False):
        first = Call()
        second = addendum(first)
        records = [first.record, change(second.record)]
        data = wrap(records) if wrap else "".join(json.dumps(r) + "\n" for r in records)
        counted = first.scored(duplicate=False)
        return Case(
            K16,
            name,
            data,
            [counted, first.scored(duplicate=True)],
            note,
            learn=True,
            accept=[expected([counted, skipped()])],
        )

    yield pair("delivery.json", wrap=w.delivery)
    yield pair("lower-case.ndjson", lambda r: renamed(r, str.lower))
    yield pair("dotted.ndjson", flat)
    yield pair("text.ndjson", lambda r: {**r, "addendum": json.dumps(r["addendum"])})
    yield pair(
        "subscription.json",
        wrap=w.subscription,
        note="An addendum in a CloudWatch Logs message.",
    )
    yield pair(
        "event-bridge.ndjson",
        wrap=lambda records: "".join(
            json.dumps(w.event_bridge(r)) + "\n" for r in records
        ),
    )
    original = Call()
    alone = addendum(original)
    yield Case(
        K16,
        "original-elsewhere.json",
        alone.record,
        [alone.scored()],
        "The original came with another trail: one result, whichever.",
        learn=True,
        accept=[expected([skipped()])],
    )
    late = Call(addendum={"reason": "DELIVERY_DELAY"})
    yield Case(
        K16, "late.json", late.record, [late.scored(duplicate=False)], learn=True
    )
    none = Call(addendum=None)
    yield Case(
        K16, "null.json", none.record, [none.scored(duplicate=False)], learn=True
    )
    empty = Call(addendum={"reason": "DELIVERY_DELAY", "originalEventID": ""})
    yield Case(
        K16, "empty-id.json", empty.record, [empty.scored(duplicate=False)], learn=True
    )
    first = Call(RELEASE)
    yield Case(
        K16,
        "two-shapes.ndjson",
        first.text() + "\n" + json.dumps(w.event_bridge(first.record)) + "\n",
        [first.scored(duplicate=False), first.scored(duplicate=True)],
        "One event by two ways.",
        learn=True,
    )
    first = Call(RELEASE)
    yield Case(
        K16,
        "raw-and-ecs.ndjson",
        first.text() + "\n" + json.dumps(w.ecs(first)) + "\n",
        [first.scored(duplicate=False), first.scored(duplicate=True)],
        "One event, raw and as Elastic's document.",
        learn=True,
    )


def cases():
    for kind in (person_lost, failed_sign_in, split_history, partition, counted_twice):
        yield from kind()
