// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/parameters/asset_table.h"

#include <array>

#include "cloudtrail/parameters/name_index.h"
#include "text/ascii.h"

namespace farcall {
namespace {

constexpr auto kTarget = AssetRole::kTarget;
constexpr auto kBeside = AssetRole::kBeside;

// Names are those of the services' requests as CloudTrail records them; the
// forms of ARNs are those of AWS's Service Authorization Reference. A user or
// role gets no path, and a secret no random end: requests have neither.
constexpr auto kRows = std::to_array<AssetRow>({
    {"alarmName", "monitoring", "", "", "cloudwatch:$r:$a:alarm:", kTarget},
    {"allocationId", "", "", "eipalloc-", "ec2:$r:$a:elastic-ip/", kBeside},
    {"autoScalingGroupName", "autoscaling", "", "",
     "autoscaling:$r:$a:autoScalingGroup:*:autoScalingGroupName/", kTarget},
    {"bucketName", "", "", "", "s3:::", kTarget},
    {"cacheClusterId", "elasticache", "", "",
     "elasticache:$r:$a:cluster:", kTarget},
    {"certificateArn", "", "", "", "", kBeside},
    {"cluster", "ecs", "", "", "ecs:$r:$a:cluster/", kBeside},
    {"clusterArn", "", "", "", "", kTarget},
    {"clusterIdentifier", "redshift", "", "",
     "redshift:$r:$a:cluster:", kTarget},
    {"clusterName", "ecs", "", "", "ecs:$r:$a:cluster/", kTarget},
    {"clusterName", "eks", "", "", "eks:$r:$a:cluster/", kTarget},
    {"dBClusterIdentifier", "rds", "", "", "rds:$r:$a:cluster:", kTarget},
    {"dBClusterSnapshotIdentifier", "rds", "", "",
     "rds:$r:$a:cluster-snapshot:", kTarget},
    {"dBInstanceIdentifier", "rds", "", "", "rds:$r:$a:db:", kTarget},
    {"dBSnapshotIdentifier", "rds", "", "", "rds:$r:$a:snapshot:", kTarget},
    {"deliveryStreamName", "firehose", "", "", "firehose:$r:$a:deliverystream/",
     kTarget},
    {"detectorId", "guardduty", "", "", "guardduty:$r:$a:detector/", kTarget},
    {"domainName", "es", "", "", "es:$r:$a:domain/", kTarget},
    {"fileSystemId", "elasticfilesystem", "", "fs-",
     "elasticfilesystem:$r:$a:file-system/", kTarget},
    {"functionName", "lambda", "", "", "lambda:$r:$a:function:", kTarget},
    {"groupId", "", "", "sg-", "ec2:$r:$a:security-group/", kTarget},
    {"groupName", "iam", "", "", "iam::$a:group/", kTarget},
    {"hostedZoneId", "route53", "", "", "route53:::hostedzone/", kTarget},
    {"imageId", "", "", "ami-", "ec2:$r::image/", kBeside},
    {"instanceId", "", "", "i-", "ec2:$r:$a:instance/", kTarget},
    {"instanceIds", "", "", "i-", "ec2:$r:$a:instance/", kTarget},
    {"instanceProfileName", "iam", "", "", "iam::$a:instance-profile/",
     kTarget},
    {"internetGatewayId", "", "", "igw-", "ec2:$r:$a:internet-gateway/",
     kBeside},
    {"keyId", "kms", "", "", "kms:$r:$a:key/", kTarget},
    {"keyName", "ec2", "", "", "ec2:$r:$a:key-pair/", kBeside},
    {"launchTemplateId", "", "", "lt-", "ec2:$r:$a:launch-template/", kTarget},
    {"layerName", "lambda", "", "", "lambda:$r:$a:layer:", kTarget},
    {"loadBalancerArn", "", "", "", "", kTarget},
    {"loadBalancerName", "elasticloadbalancing", "", "",
     "elasticloadbalancing:$r:$a:loadbalancer/", kTarget},
    {"logGroupName", "logs", "", "", "logs:$r:$a:log-group:", kTarget},
    {"name", "cloudtrail", "Logging", "", "cloudtrail:$r:$a:trail/", kTarget},
    {"name", "cloudtrail", "Trail", "", "cloudtrail:$r:$a:trail/", kTarget},
    {"name", "eks", "Cluster", "", "eks:$r:$a:cluster/", kTarget},
    {"name", "secretsmanager", "CreateSecret", "",
     "secretsmanager:$r:$a:secret:", kTarget},
    {"name", "ssm", "Document", "", "ssm:$r:$a:document/", kTarget},
    {"name", "ssm", "Parameter", "", "ssm:$r:$a:parameter/", kTarget},
    {"names", "ssm", "Parameter", "", "ssm:$r:$a:parameter/", kTarget},
    {"natGatewayId", "", "", "nat-", "ec2:$r:$a:natgateway/", kBeside},
    {"networkAclId", "", "", "acl-", "ec2:$r:$a:network-acl/", kTarget},
    {"networkInterfaceId", "", "", "eni-", "ec2:$r:$a:network-interface/",
     kBeside},
    {"policyArn", "", "", "", "", kTarget},
    {"projectName", "codebuild", "", "", "codebuild:$r:$a:project/", kTarget},
    {"queueUrl", "sqs", "", "https://", kQueueUrlForm, kTarget},
    {"repositoryName", "codecommit", "", "", "codecommit:$r:$a:", kTarget},
    {"repositoryName", "ecr", "", "", "ecr:$r:$a:repository/", kTarget},
    {"resourceArn", "", "", "", "", kTarget},
    {"restApiId", "apigateway", "", "", "apigateway:$r::/restapis/", kTarget},
    {"roleArn", "", "", "", "", kBeside},
    {"roleArn", "sts", "", "", "", kTarget},
    {"roleName", "iam", "", "", "iam::$a:role/", kTarget},
    {"routeTableId", "", "", "rtb-", "ec2:$r:$a:route-table/", kTarget},
    {"s3BucketName", "", "", "", "s3:::", kBeside},
    {"secretId", "secretsmanager", "", "",
     "secretsmanager:$r:$a:secret:", kTarget},
    {"serialNumber", "", "", "", "", kBeside},
    {"snapshotId", "", "", "snap-", "ec2:$r::snapshot/", kTarget},
    {"sourceSnapshotId", "", "", "snap-", "ec2:$r::snapshot/", kTarget},
    {"stackName", "cloudformation", "", "", "cloudformation:$r:$a:stack/",
     kTarget},
    {"stateMachineArn", "", "", "", "", kTarget},
    {"streamName", "kinesis", "", "", "kinesis:$r:$a:stream/", kTarget},
    {"subnetId", "", "", "subnet-", "ec2:$r:$a:subnet/", kBeside},
    {"tableName", "dynamodb", "", "", "dynamodb:$r:$a:table/", kTarget},
    {"targetGroupArn", "", "", "", "", kBeside},
    {"taskDefinition", "ecs", "", "", "ecs:$r:$a:task-definition/", kTarget},
    {"topicArn", "", "", "", "", kTarget},
    {"trailName", "cloudtrail", "", "", "cloudtrail:$r:$a:trail/", kTarget},
    {"userName", "iam", "", "", "iam::$a:user/", kTarget},
    {"userPoolId", "cognito-idp", "", "", "cognito-idp:$r:$a:userpool/",
     kTarget},
    {"volumeId", "", "", "vol-", "ec2:$r:$a:volume/", kTarget},
    {"vpcEndpointId", "", "", "vpce-", "ec2:$r:$a:vpc-endpoint/", kBeside},
    {"vpcId", "", "", "vpc-", "ec2:$r:$a:vpc/", kBeside},
    {"workGroup", "athena", "", "", "athena:$r:$a:workgroup/", kBeside},
});

constexpr NameIndex<kRows.size()> kByName(kRows);

bool Fits(const AssetRow& row, std::string_view service,
          std::string_view event_name, bool is_top) {
  if (!row.service.empty() && row.service != service) return false;
  return row.call.empty() ||
         (is_top && event_name.find(row.call) != std::string_view::npos);
}

}  // namespace

std::span<const AssetRow> AssetRows() { return kRows; }

const AssetRow* FindAssetRow(std::string_view name, std::string_view service,
                             std::string_view event_name, bool is_top) {
  const AssetRow* found = nullptr;
  size_t row = kByName.Find(name);
  for (; row < kRows.size() && EqualsIgnoringCase(kRows[row].name, name);
       ++row) {
    if (Fits(kRows[row], service, event_name, is_top)) found = &kRows[row];
  }
  return found;
}

}  // namespace farcall
