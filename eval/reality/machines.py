# SPDX-License-Identifier: Apache-2.0
"""Honest callers that are no people: CI runners, instances, scanners, AWS itself."""

import dataclasses

from reality import activities
from reality import agents
from reality import networks
from reality import people
from reality import record
from reality import toolkits

DAY = 86400
HOUR = 3600
SERVICE_LINKED = {  # service -> what its role calls
    "trustedadvisor": "ec2:DescribeInstances rds:DescribeDBInstances s3:GetBucketPolicy iam:ListUsers",
    "autoscaling": "ec2:DescribeInstanceStatus ec2:DescribeInstances elasticloadbalancing:DescribeTargetHealth",
    "config": "s3:GetBucketPolicy iam:GetRolePolicy lambda:GetPolicy20150331v2 sns:GetTopicAttributes",
    "inspector2": "ecr:DescribeImages ec2:DescribeSnapshots lambda:ListFunctions20150331",
    "resource-explorer-2": "kms:ListKeys dynamodb:ListTables sqs:ListQueues",
    "eks": "ec2:DescribeNetworkInterfaces ec2:DescribeSecurityGroups ec2:CreateNetworkInterface",
}
SERVICES = {
    "config": "config:PutEvaluations s3:GetBucketAcl",
    "cloudtrail": "s3:GetBucketAcl",
    "lambda": "sts:AssumeRole",
    "ec2": "sts:AssumeRole",
    "ecs-tasks": "sts:AssumeRole",
}


@dataclasses.dataclass
class Machine:
    name: str
    kind: str  # CI runner, instance role, scanner, service-linked role, AWS service
    account: str
    region: str
    countries: list = dataclasses.field(default_factory=list)  # of a CI runner
    addresses: list = dataclasses.field(default_factory=list)
    commands: tuple = ()
    stack: list = dataclasses.field(default_factory=list)
    runs_a_day: float = 4
    failing: float = 0.0
    named: bool = True  # whether a service's record says which service calls
    first_day: int = 0

    def identity(self, at):
        if self.kind == "CI runner":
            return record.role(self.name, "GitHubActions", self.account, begun=at)
        if self.kind == "instance role":
            instance = "i-0" + record.unique_id("", self.name)[:16].lower()
            return record.role(self.name, instance, self.account, begun=at)
        return record.role(self.name, self.name.lower(), self.account, begun=at)

    def source(self, at, address, agent, activity, place):
        label = record.Label(self.kind, activity, place)
        return record.source(
            self.name, self.identity(at), self.account, address, agent, label
        )


def ci_runner(rng, number, account, region):
    others = [c for c in networks.BY_NAME["Microsoft"].ranges if c != "US"]
    return Machine(
        f"ci-{number:02d}",
        "CI runner",
        account,
        region,
        countries=["US"] * 6 + rng.sample(others, 4),
        stack=people.stack(rng, rng.randint(3, 8)),
        runs_a_day=rng.choice((2, 4, 8)),
    )


def instance_role(rng, number, account, region):
    amazon = networks.BY_NAME["Amazon"]
    commands = rng.choice((toolkits.WORKER, toolkits.MONITORING))
    return Machine(
        f"app-{number:02d}",
        "instance role",
        account,
        region,
        addresses=[
            networks.address(rng, amazon, "DE") for _ in range(rng.randint(1, 4))
        ],
        commands=tuple(rng.sample(commands, rng.randint(2, 4))),
        runs_a_day=rng.choice((6, 12, 24)),
    )


def scanner(rng, number, account, region):
    return Machine(
        f"scanner-{number:02d}",
        "scanner",
        account,
        region,
        addresses=[networks.address(rng, networks.BY_NAME["Amazon"], "IE")],
        runs_a_day=rng.choice((1, 0.2)),
    )


def service_linked_role(rng, service, account, region):
    return Machine(
        f"AWSServiceRoleFor{service.title().replace('-', '')}",
        "service-linked role",
        account,
        region,
        commands=tuple(SERVICE_LINKED[service].split()),
        addresses=[f"{service}.amazonaws.com"],
        runs_a_day=rng.choice((2, 6, 12)),
        failing=rng.uniform(0.36, 0.9) if rng.random() < 0.5 else 0.02,
        named=rng.random() < 0.7,
    )


def aws_service(service, account, region):
    return Machine(
        f"{service}.amazonaws.com",
        "AWS service",
        account,
        region,
        commands=tuple(SERVICES[service].split()),
        addresses=[f"{service}.amazonaws.com"],
        runs_a_day=12,
    )


def day_of(rng, machine, day):
    calls = []
    count = int(machine.runs_a_day + rng.random())
    if machine.kind == "CI runner" and day % 7 >= 5:
        count //= 4
    for _ in range(count):
        at = day * DAY + rng.random() * (DAY - HOUR)
        calls += _RUNS[machine.kind](rng, machine, at)
    return calls


def _ci(rng, machine, at):
    operator = networks.BY_NAME["Microsoft"]
    country = rng.choice(machine.countries)
    address = networks.address(rng, operator, country)
    work = rng.random()
    if work < 0.4:
        known = {}

        def source_of(service):
            if service not in known:
                agent = agents.TERRAFORM[0].format(service)
                known[service] = machine.source(
                    at, address, agent, "Terraform", "CI cloud"
                )
            return known[service]

        changed = rng.sample(machine.stack, rng.choice((0, 1)))
        return activities.terraform(
            rng, at, source_of, machine.region, machine.stack, changed
        )
    made_by = machine.source(at, address, agents.GO, "deployment", "CI cloud")
    calls = []
    if work < 0.7:
        calls = activities.push(
            rng, at, made_by, _forwarded(machine, at), machine.region
        )
        at = calls[-1].at + 5
    return calls + activities.script(
        rng, at, made_by, machine.region, toolkits.DEPLOYMENT, rng.randint(7, 25), 2
    )


def _forwarded(machine, at):
    return record.source(
        machine.name,
        record.forwarded(machine.identity(at)),
        machine.account,
        agents.INTERNAL,
        agents.INTERNAL,
        record.Label(machine.kind, "image push", "AWS Internal"),
    )


def _instance(rng, machine, at):
    address = rng.choice(machine.addresses)
    made_by = machine.source(at, address, agents.BOTO[0], "worker", "own cloud")
    count = rng.randint(2, 7)
    return activities.script(
        rng, at, made_by, machine.region, machine.commands, count, 3
    )


def _scan(rng, machine, at):
    agent = agents.SCANNERS["prowler"]
    made_by = machine.source(at, machine.addresses[0], agent, "scan", "own cloud")
    return activities.scan(rng, at, made_by)


def _service_linked(rng, machine, at):
    host = machine.addresses[0]
    identity = machine.identity(at)
    if machine.named:
        identity = {**identity, "invokedBy": host}
    label = record.Label(machine.kind, "service", "service")
    made_by = record.source(machine.name, identity, machine.account, host, host, label)
    calls = []
    for _ in range(rng.randint(2, 8)):
        command = rng.choice(machine.commands)
        error = record.denied(command) if rng.random() < machine.failing else ""
        calls.append(activities.Call(at, made_by, command, machine.region, error))
        at += rng.expovariate(2)
    return calls


def _service(rng, machine, at):
    host = machine.addresses[0]
    identity = {"type": "AWSService", "invokedBy": host}
    label = record.Label(machine.kind, "service", "service")
    made_by = record.source(machine.name, identity, machine.account, host, host, label)
    command = rng.choice(machine.commands)
    return [activities.Call(at, made_by, command, machine.region, "")]


_RUNS = {
    "CI runner": _ci,
    "instance role": _instance,
    "scanner": _scan,
    "service-linked role": _service_linked,
    "AWS service": _service,
}
