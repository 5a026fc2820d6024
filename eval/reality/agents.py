# SPDX-License-Identifier: Apache-2.0
"""User agents: those of a console's back ends, of command lines, SDKs and tools."""

INTERNAL = "AWS Internal"
BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0",
)
# Back end of the console -> services whose pages it asks for.
_BACK_ENDS = {
    "[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.750 Linux/5.10 OpenJDK_64-Bit_Server_VM/25]": ("s3", "s3-control", "s3-storage-lens"),
    "signin.amazonaws.com": ("signin", "account", "organizations"),
    "Coral/Netty4": ("billing", "tax", "payments", "consolidatedbilling", "invoicing", "freetier"),
    "Coral/Jakarta": ("health", "notifications", "support", "trustedadvisor"),
    "Apache-HttpClient/UNAVAILABLE (Java/17.0.14)": ("ce", "cur", "budgets", "user-subscriptions"),
    "aws-internal/3 aws-sdk-java/1.12.779 Linux/5.10 OpenJDK_64-Bit_Server_VM/17": ("cloudformation", "servicecatalog-appregistry", "cloudtrail"),
    "aws-sdk-go/1.44.298 (go1.20; linux; amd64)": ("eks", "resource-explorer-2"),
    "aws-sdk-java/2.29.1 md/io#async lang/java#17 md/AmazonLambda": ("lambda",),
    "aws-sdk-js/3.700.0 os/linux lang/js md/nodejs#20": ("uxc", "bedrock", "securityhub", "inspector2"),
    "aws-internal/3 aws-sdk-java/1.12.767 Linux/5.10 AmazonEC2": ("autoscaling", "elasticloadbalancing", "dlm"),
    "monitoring.amazonaws.com": ("cloudwatch", "oam", "applicationinsights"),
    "AWSResourceGroups/1.0 tag-editor": ("tag", "compute-optimizer", "access-analyzer"),
    "cloudfront-console/2024 aws-sdk-java/1.12": ("cloudfront", "route53domains"),
}  # fmt: skip
BACK_END_OF = {
    service: agent for agent, services in _BACK_ENDS.items() for service in services
}
COMMAND_LINES = (
    "aws-cli/2.24.10 md/awscrt#0.23.8 ua/2.0 os/macos#24.3.0 md/arch#arm64 lang/python#3.12.9 md/pyimpl#CPython",
    "aws-cli/2.22.35 md/awscrt#0.23.4 ua/2.0 os/linux#6.8.0 md/arch#x86_64 lang/python#3.12.6 md/pyimpl#CPython",
    "aws-cli/1.37.5 md/Botocore#1.36.5 ua/2.0 os/windows#10 md/arch#amd64 lang/python#3.11.9",
)
CLOUDSHELL = "aws-cli/2.24.10 md/awscrt#0.23.8 ua/2.0 os/linux#6.1.128 md/arch#x86_64 exec-env/CloudShell lang/python#3.12.9"
TERRAFORM = (
    "APN/1.0 HashiCorp/1.0 Terraform/1.10.5 (+https://www.terraform.io) terraform-provider-aws/5.86.1 aws-sdk-go-v2/1.36.1 os/linux lang/go#1.23.5 api/{}",
    "APN/1.0 HashiCorp/1.0 Terraform/1.9.8 (+https://www.terraform.io) terraform-provider-aws/5.80.0 aws-sdk-go-v2/1.32.5 os/macos lang/go#1.23.3 api/{}",
)
BOTO = (
    "Boto3/1.36.21 md/Botocore#1.36.21 ua/2.0 os/linux#6.8.0 md/arch#x86_64 lang/python#3.12.3",
    "Boto3/1.35.99 md/Botocore#1.35.99 ua/2.0 os/macos#24.2.0 md/arch#arm64 lang/python#3.11.11",
)
GO = "aws-sdk-go-v2/1.36.1 ua/2.1 os/linux lang/go#1.23.6 md/GOOS#linux api/ecs#1.53.0"
ECR_CLIENT = "docker/27.5.1 go/go1.22.11 kernel/6.8.0 os/linux arch/amd64"
SCANNERS = {
    "prowler": "Boto3/1.35.94 md/Botocore#1.35.94 ua/2.0 os/linux lang/python#3.12 APN_1826889",
    "scoutsuite": "Scout Suite/5.14.0 Boto3/1.34.12 md/Botocore#1.34.12 lang/python#3.11",
}
ATTACK_TOOLS = (
    "Boto3/1.26.60 Python/3.11.9 Linux/6.8.11-amd64 Botocore/1.29.60",
    "aws-sdk-go/1.49.6 (go1.21.5; linux; amd64) S3Manager",
    "python-requests/2.31.0 auth-aws-sigv4/0.7",
    "aws-cli/2.15.17 Python/3.11.6 Linux/6.6.9-amd64 exe/x86_64.kali.2024 prompt/off",
)


def of_console(rng, browser, command):
    """Who asks for a command in the name of somebody at the console."""
    own = BACK_END_OF.get(command.partition(":")[0])
    if own and rng.random() < 0.8:
        return own
    return INTERNAL if rng.random() < 0.04 else browser
