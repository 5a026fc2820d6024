# SPDX-License-Identifier: Apache-2.0
"""Honest acts that look odd: trips, new exits, newcomers, new and regular programs."""

import dataclasses

import organisation
from explained import act
from explained import world
from reality import activities
from reality import agents
from reality import machines
from reality import networks
from reality import people
from reality import record

DAY, HOUR = world.DAY, world.HOUR
MORNING = world.ACT_DAY * DAY - HOUR * 12  # of those whose day begins before UTC's
NEWCOMER = 900  # the number in a newcomer's name
RUN_HOURS = 5  # from one run of a new program to the next
COMMUTERS = (3, 6)  # people behind a new exit, at least and at most
# Commands of services that no page and no toolkit of eval/reality has.
NEW_SERVICES = {
    "batch": ("SubmitJob", "DescribeJobs", "ListJobs"),
    "emr-serverless": ("StartJobRun", "GetJobRun", "ListJobRuns"),
    "kinesis": ("DescribeStreamSummary", "ListShards", "UpdateShardCount"),
    "transfer": ("StartFileTransfer", "DescribeExecution", "ListExecutions"),
    "mediaconvert": ("CreateJob", "GetJob", "ListJobs"),
}
# What is tidied up once a day or once a week.
TIDIED = {
    "snapshots": (
        "ec2:DescribeSnapshots",
        "ec2:DeleteSnapshot",
        "rds:DescribeDBSnapshots",
        "rds:DeleteDBSnapshot",
    ),
    "images": ("ec2:DescribeImages", "ec2:DeregisterImage", "ecr:BatchDeleteImage"),
    "keys": ("iam:ListUsers", "iam:ListAccessKeys", "iam:GetAccessKeyLastUsed"),
    "logs": ("logs:DescribeLogGroups", "logs:PutRetentionPolicy"),
}
UNKNOWN_TOOL = "housekeeper/2.0 (+https://example.com/housekeeper)"


def _regulars(where):
    return [p for p in where.organisation.people if p.first_day == 0 and not p.vpn]


def _day_of(rng, person, day):
    """A day on which the person calls at all."""
    while True:
        calls = people.day_of(rng, person, day)
        if calls:
            return calls


def travel(rng, where):
    """Somebody works from a country where they have not been."""
    person = rng.choice(_regulars(where))
    visited = {person.country, *(trip.country for trip in person.trips)}
    country = rng.choice([c for c in people.TRAVEL if c not in visited])
    trip = organisation.Trip(world.ACT_DAY, world.ACT_DAY + 2, country)
    abroad = dataclasses.replace(person, trips=[trip], hotels={})
    calls = _day_of(rng, abroad, world.ACT_DAY)
    return act.Act(calls, actors=frozenset({person.name}), since=MORNING)


def egress(rng, where):
    """Several people come through one new exit, such as a filter of web traffic."""
    regulars = _regulars(where)
    chosen = rng.sample(regulars, min(len(regulars), rng.randint(*COMMUTERS)))
    at_home = set(where.organisation.countries())
    kind = rng.choice((networks.VPN, networks.CLOUD))
    country = rng.choice([c for c in networks.countries(kind) if c not in at_home])
    exit_line = people.line(rng, kind, country, None)
    calls = []
    for person in chosen:
        behind = dataclasses.replace(
            person, home=exit_line, office=exit_line, mobile=exit_line, trips=[]
        )
        calls += _day_of(rng, behind, world.ACT_DAY)
    actors = frozenset(person.name for person in chosen)
    return act.Act(calls, actors=actors, since=MORNING)


def new_employee(rng, where):
    """Somebody hired in another country, with a job that others have."""
    at_home = set(where.organisation.countries())
    country = rng.choice([c for c in people.TRAVEL if c not in at_home])
    kind = rng.choice(("console", "devops", "analyst", "cloudshell"))
    accounts = where.organisation.accounts
    hired = people.person(
        rng, NEWCOMER, kind, country, None, accounts, "eu-central-1"
    )
    first_day = world.ACT_DAY - rng.randint(0, 1)
    calls = []
    for day in range(first_day, world.ACT_DAY + 1):
        calls += _day_of(rng, hired, day)
    return act.Act(calls)


def _with_parameters(made_by, service, number):
    """The source of a program whose calls have parameters of one shape."""
    return record.with_fields(
        made_by, {"requestParameters": {"name": f"{service}-{number}", "limit": 100}}
    )


def new_automation(rng, where):
    """A program begins with a service that nobody used: every few hours, from a cloud."""
    account = rng.choice(where.organisation.accounts)
    runner = rng.choice(
        (
            machines.ci_runner(rng, NEWCOMER, account, "eu-central-1"),
            *[m for m in where.organisation.machines if m.kind == "CI runner"],
        )
    )
    service = rng.choice(list(NEW_SERVICES))
    commands = tuple(f"{service}:{name}" for name in NEW_SERVICES[service])
    cloud = networks.BY_NAME["Microsoft"]
    address = networks.address(rng, cloud, rng.choice(runner.countries))
    agent = rng.choice((agents.GO, *agents.BOTO))
    calls = []
    for run in range(rng.randint(3, 4)):
        at = world.ACT_DAY * DAY + (1 + RUN_HOURS * run) * HOUR + rng.uniform(0, 600)
        made_by = _with_parameters(
            runner.source(at, address, agent, "new automation", "CI cloud"),
            service,
            run,
        )
        calls += activities.script(
            rng, at, made_by, runner.region, commands, rng.randint(3, 9), 2
        )
    return act.Act(calls)


def housekeeping(rng, where):
    """A job that runs once a day or a week at its hour; this time it fails in part and
    comes by another program."""
    account = rng.choice(where.organisation.accounts)
    job = machines.ci_runner(rng, NEWCOMER + 1, account, "eu-central-1")
    job.name = "housekeeping"
    amazon = networks.BY_NAME["Amazon"]
    address = networks.address(rng, amazon, "DE")
    days = range(1, world.ACT_DAY, rng.choice((1, 7)))
    hour = rng.choice((1, 2, 3, 4))
    commands = TIDIED[rng.choice(list(TIDIED))]
    before = []
    for day in days:
        before += _tidy(rng, job, day, hour, commands, address, agents.BOTO[0])
    calls = _tidy(
        rng, job, world.ACT_DAY, hour, commands,
        networks.address(rng, amazon, "DE"), rng.choice((agents.GO, UNKNOWN_TOOL)),
    )  # fmt: skip
    share = rng.uniform(0.3, 0.9)
    failing = [
        call._replace(error=record.denied(call.command))
        if rng.random() < share
        else call
        for call in calls
    ]
    return act.Act(failing, before=before)


def _tidy(rng, job, day, hour, commands, address, agent):
    at = day * DAY + hour * HOUR + rng.uniform(0, 900)
    made_by = job.source(at, address, agent, "housekeeping", "own cloud")
    count = rng.randint(2, 4) * len(commands)
    return activities.script(rng, at, made_by, job.region, commands, count, 1)
