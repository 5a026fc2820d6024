// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "commands/command_rows.h"

namespace farcall {
namespace {

constexpr auto kRows = std::to_array<CommandRow>({
    {"athena:GetQueryResults*", {"T1213.006"}},
    {"athena:StartQueryExecution", {"T1213.006"}},
    {"backup:StartRestoreJob", {"T1530"}},
    {"bedrock-agentcore:RetrieveMemoryRecords", {"T1213"}},
    {"bedrock:Retrieve", {"T1213"}},
    {"bedrock:RetrieveAndGenerate", {"T1213"}},
    {"codeartifact:GetPackageVersionAsset", {"T1213.003"}},
    {"dynamodb:BatchGetItem", {"T1213.006"}},
    {"dynamodb:ExecuteStatement", {"T1213.006"}},
    {"dynamodb:GetItem", {"T1213.006"}},
    {"dynamodb:Query", {"T1213.006"}},
    {"dynamodb:Scan", {"T1213.006"}},
    {"dynamodb:TransactGetItems", {"T1213.006"}},
    {"ebs:GetSnapshotBlock", {"T1530"}},
    {"ebs:ListChangedBlocks", {"T1530"}},
    {"ebs:ListSnapshotBlocks", {"T1530"}},
    {"ec2:CopyImage", {"T1578.001"}},
    {"ec2:CopySnapshot", {"T1578.001"}},
    {"ec2:CreateImage", {"T1578.001"}},
    {"ec2:CreateSnapshot", {"T1578.001"}},
    {"ec2:CreateSnapshots", {"T1578.001"}},
    {"ecr:BatchGetImage", {"T1530"}},
    {"ecr:GetDownloadUrlForLayer", {"T1530"}},
    {"glacier:GetJobOutput", {"T1530"}},
    {"glacier:InitiateJob", {"T1530"}},
    {"kinesis:GetRecords", {"T1530"}},
    {"kinesis:SubscribeToShard", {"T1530"}},
    {"logs:FilterLogEvents", {"T1654"}},
    {"logs:GetLogEvents", {"T1654"}},
    {"logs:GetLogRecord", {"T1654"}},
    {"logs:GetQueryResults", {"T1654"}},
    {"logs:StartLiveTail", {"T1654"}},
    {"logs:StartQuery", {"T1654"}},
    {"rds-data:BatchExecuteStatement", {"T1213.006"}},
    {"rds-data:ExecuteSql", {"T1213.006"}},
    {"rds-data:ExecuteStatement", {"T1213.006"}},
    {"rds:CopyDBClusterSnapshot", {"T1578.001"}},
    {"rds:CopyDBSnapshot", {"T1578.001"}},
    {"rds:CreateDBClusterSnapshot", {"T1578.001"}},
    {"rds:CreateDBSnapshot", {"T1578.001"}},
    {"rds:DownloadDBLogFilePortion", {"T1213.006"}},
    {"rds:RestoreDBClusterFrom*", {"T1578.002"}},
    {"rds:RestoreDBClusterTo*", {"T1578.002"}},
    {"rds:RestoreDBInstanceFrom*", {"T1578.002"}},
    {"rds:RestoreDBInstanceTo*", {"T1578.002"}},
    {"redshift-data:BatchExecuteStatement", {"T1213.006"}},
    {"redshift-data:ExecuteStatement", {"T1213.006"}},
    {"redshift-data:GetStatementResult*", {"T1213.006"}},
    {"redshift:CreateClusterSnapshot", {"T1578.001"}},
    {"redshift:RestoreFromClusterSnapshot", {"T1578.002"}},
    {"s3:CopyObject", {"T1530"}},
    {"s3:GetObject", {"T1530"}},
    {"s3:GetObjectTorrent", {"T1530"}},
    {"s3:RestoreObject", {"T1530"}},
    {"s3:SelectObjectContent", {"T1530"}},
    {"s3vectors:GetVectors", {"T1530"}},
    {"s3vectors:QueryVectors", {"T1530"}},
    {"sqs:ReceiveMessage", {"T1530"}},
    {"timestream:Select", {"T1213.006"}},
});

}  // namespace

std::span<const CommandRow> DataReadRows() { return kRows; }

}  // namespace farcall
