# SPDX-License-Identifier: Apache-2.0
"""The calls of demo_organisation.py: of people, machines, AWS services and a thief."""

import datetime

import demo_organisation as org
from demo_records import DAY, HOUR, MINUTE, Trail, role_identity, user_identity


def person_identity(trail, person, account):
    if person.access == "sso":
        return role_identity(
            trail,
            "AWSReservedSSO_Engineer_0a1b2c3d4e5f6a7b",
            f"{person.name}@example.com",
            account,
            "aws-reserved/sso.amazonaws.com/",
        )
    if person.access == "console":
        return user_identity(
            trail,
            person.name,
            account,
            {
                "accessKeyId": trail.key("ASIA", person.name),
                "sessionContext": {
                    "sessionIssuer": {},
                    "webIdFederationData": {},
                    "attributes": {"mfaAuthenticated": "true"},
                },
            },
        )
    return user_identity(trail, person.name, account)


def country_of(person, day):
    for trip in person.trips:
        if trip.first_day <= day <= trip.last_day:
            return trip.country
    return person.home


def address_of(trail, person, day):
    """Home, office, VPN or hotel: one address for a whole session of work."""
    country = country_of(person, day)
    if country != person.home:
        return org.PLACES[country].networks[0] + str(trail.rng.randint(20, 240))
    if person.vpn and trail.rng.random() < 0.5:
        return trail.rng.choice(org.VPN_EXITS)
    if trail.rng.random() < person.office_days:
        return org.OFFICE
    network = trail.rng.choice(org.PLACES[country].networks)
    # At home an address stays for some days.
    return network + str(20 + (len(person.name) * 31 + day // 4 * 7) % 200)


def work_session(trail, person, at, address, account):
    identity = person_identity(trail, person, account)
    agent = org.CLI_AGENT if person.access == "key" else org.CONSOLE_AGENT
    if person.access == "console":
        trail.add(
            at,
            account,
            identity,
            "signin:ConsoleLogin",
            address,
            agent,
            eventType="AwsConsoleSignIn",
            readOnly=False,
            responseElements={"ConsoleLogin": "Success"},
        )
    for _ in range(trail.rng.randint(3, 9)):
        at += trail.rng.randint(2, 240)
        command = trail.pick(person.work)
        error = ""
        if trail.rng.random() < 0.02:
            error = trail.rng.choice(
                ("AccessDenied", "ThrottlingException", "ResourceNotFoundException")
            )
        trail.add(at, account, identity, command, address, agent, error)
        if person.access == "console" and trail.rng.random() < 0.1:
            # The console asks on the person's behalf.
            trail.add(
                at + 1,
                account,
                dict(identity, invokedBy="AWS Internal"),
                "ec2:DescribeRegions",
                "AWS Internal",
                "AWS Internal",
            )


def add_person(trail, person):
    for day in range(person.first_day, trail.days + 1):
        midnight = (trail.start // DAY + day) * DAY
        weekend = (
            datetime.datetime.fromtimestamp(midnight, datetime.timezone.utc).weekday()
            >= 5
        )
        sessions = trail.rng.gauss(person.sessions_a_day, 1.0) * (
            0.12 if weekend else 1
        )
        offset = org.PLACES[country_of(person, day)].utc_offset_hours
        for _ in range(max(0, round(sessions))):
            hour = trail.rng.gauss(13, 2.6) - offset
            account = org.STAGING if trail.rng.random() < 0.25 else org.PRODUCTION
            if person.access == "key":
                account = org.PRODUCTION
            work_session(
                trail,
                person,
                round(midnight + hour * HOUR),
                address_of(trail, person, day),
                account,
            )


def machine_identity(trail, machine, run):
    if machine.kind == "key":
        return user_identity(trail, machine.name, machine.account)
    session = {
        "instance": "i-0f3a9c1d2b4e5f607",
        "function": machine.name,
        "federated": f"run-{run}",
    }[machine.kind]
    return role_identity(trail, machine.name, session, machine.account)


def add_machine(trail, machine):
    at = trail.start + trail.rng.randint(0, machine.every_minutes * MINUTE)
    run = 1000
    while at < trail.end:
        run += 1
        address = trail.rng.choice(machine.addresses)
        if machine.kind == "federated":
            trail.add(
                at,
                machine.account,
                {
                    "type": "WebIdentityUser",
                    "principalId": f"token.example.com:sts.amazonaws.com:{machine.name}",
                    "userName": f"repo:example/{machine.name}",
                    "identityProvider": f"arn:aws:iam::{machine.account}:oidc-provider/token.example.com",
                },
                "sts:AssumeRoleWithWebIdentity",
                address,
                machine.agent,
            )
        identity = machine_identity(trail, machine, run)
        for call in range(machine.calls):
            trail.add(
                at + 2 + call * trail.rng.randint(1, 9),
                machine.account,
                identity,
                trail.pick(machine.work),
                address,
                machine.agent,
            )
        at += round(machine.every_minutes * MINUTE * trail.rng.uniform(0.9, 1.1))


def add_services(trail):
    """AWS services at work by themselves, by a linked role, or for somebody."""
    at = trail.start
    while at < trail.end:
        at += trail.rng.randint(10 * MINUTE, 50 * MINUTE)
        service = trail.rng.choice(list(org.SERVICE_CALLS))
        host = f"{service}.amazonaws.com"
        command = trail.pick(org.SERVICE_CALLS[service])
        identity = {"type": "AWSService", "invokedBy": host}
        if service == "autoscaling":
            role = "AWSServiceRoleForAutoScaling"
            identity = role_identity(
                trail, role, "AutoScaling", org.PRODUCTION, f"aws-service-role/{host}/"
            )
            identity["invokedBy"] = host
        elif service == "cloudformation":
            identity = dict(
                role_identity(trail, "ci-deploy", "run-1001", org.PRODUCTION),
                invokedBy=host,
            )
        trail.add(at, org.PRODUCTION, identity, command, host, host)


def add_root(trail):
    identity = {
        "type": "Root",
        "principalId": org.PRODUCTION,
        "arn": f"arn:aws:iam::{org.PRODUCTION}:root",
        "accountId": org.PRODUCTION,
        "accessKeyId": "",
    }
    at = trail.start + 5 * DAY + 9 * HOUR
    trail.add(
        at,
        org.PRODUCTION,
        identity,
        "signin:ConsoleLogin",
        org.OFFICE,
        org.CONSOLE_AGENT,
        eventType="AwsConsoleSignIn",
        readOnly=False,
        responseElements={"ConsoleLogin": "Success"},
    )
    trail.add(
        at + 90,
        org.PRODUCTION,
        identity,
        "iam:GetAccountSummary",
        org.OFFICE,
        org.CONSOLE_AGENT,
    )


def add_theft(trail):
    """The victim's key, in other hands, from where nobody there calls from."""
    identity = user_identity(trail, org.VICTIM.name, org.PRODUCTION)
    address = org.PLACES[org.THIEF_PLACE].networks[0] + "30"
    first = trail.end - 75 * MINUTE
    return [
        trail.add(
            first + seconds,
            org.PRODUCTION,
            identity,
            command,
            address,
            org.BOTO_AGENT,
            error,
            requestParameters=org.THEFT_PARAMETERS.get(seconds),
            responseElements=issued_key(trail, command),
        )
        for seconds, command, error in org.THEFT
    ]


def issued_key(trail, command):
    """The answer of a call that issues an access key."""
    if command != "iam:CreateAccessKey":
        return None
    key = trail.key("AKIA", "of the thief")
    return {"accessKey": {"accessKeyId": key, "userName": org.VICTIM.name}}


def build_trail(seed, days, end):
    trail = Trail(seed, days, end)
    for person in org.PEOPLE:
        add_person(trail, person)
    for machine in org.MACHINES:
        add_machine(trail, machine)
    add_services(trail)
    add_root(trail)
    theft = add_theft(trail)
    return trail, theft
