// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "commands/command_rows.h"

namespace farcall {
namespace {

constexpr auto kRows = std::to_array<CommandRow>({
    {"amplify:StartDeployment", {"T1648"}},
    {"amplify:StartJob", {"T1648"}},
    {"appsync:UpdateResolver", {"T1648"}},
    {"bedrock-agentcore:InvokeAgentRuntime", {"T1648"}},
    {"bedrock-agentcore:InvokeCodeInterpreter", {"T1648"}},
    {"cloudformation:CreateStack", {"T1059.009"}},
    {"cloudformation:CreateStackInstances", {"T1059.009"}},
    {"cloudformation:CreateStackSet", {"T1059.009"}},
    {"cloudformation:ExecuteChangeSet", {"T1059.009"}},
    {"cloudformation:UpdateStack", {"T1059.009"}},
    {"cloudformation:UpdateStackSet", {"T1059.009"}},
    {"cloudfront:CreateFunction", {"T1648"}},
    {"cloudfront:PublishFunction", {"T1648"}},
    {"cloudfront:UpdateFunction", {"T1648"}},
    {"cloudshell:CreateEnvironment", {"T1059.009"}},
    {"cloudshell:CreateSession", {"T1059.009"}},
    {"cloudshell:StartEnvironment", {"T1059.009"}},
    {"codebuild:CreateProject", {"T1648"}},
    {"codebuild:StartBuild", {"T1648"}},
    {"codebuild:StartBuildBatch", {"T1648"}},
    {"codebuild:UpdateProject", {"T1648"}},
    {"codedeploy:CreateDeployment", {"T1651"}},
    {"codepipeline:StartPipelineExecution", {"T1648"}},
    {"ec2-instance-connect:OpenTunnel", {"T1021.008"}},
    {"ec2-instance-connect:SendSSHPublicKey", {"T1021.008"}},
    {"ec2-instance-connect:SendSerialConsoleSSHPublicKey", {"T1021.008"}},
    {"ec2:CreateInstanceConnectEndpoint", {"T1021.008"}},
    {"ec2:EnableSerialConsoleAccess", {"T1021.008"}},
    {"ec2:ModifyInstanceAttribute", {"T1578.005"}},
    {"ec2:SendSerialConsoleSSHPublicKey", {"T1021.008"}},
    {"ecs:ExecuteCommand", {"T1651"}},
    {"elasticmapreduce:AddJobFlowSteps", {"T1651"}},
    {"emr-containers:StartJobRun", {"T1648"}},
    {"emr-serverless:StartJobRun", {"T1648"}},
    {"glue:CreateDevEndpoint", {"T1648"}},
    {"glue:CreateJob", {"T1648"}},
    {"glue:CreateSession", {"T1648"}},
    {"glue:RunStatement", {"T1648"}},
    {"glue:StartJobRun", {"T1648"}},
    {"glue:UpdateDevEndpoint", {"T1648"}},
    {"glue:UpdateJob", {"T1648"}},
    {"iot:CreateJob", {"T1651"}},
    {"lambda:CreateFunction", {"T1648"}},
    {"lambda:Invoke", {"T1648"}},
    {"lambda:InvokeAsync", {"T1648"}},
    {"lambda:PublishLayerVersion", {"T1648"}},
    {"lambda:UpdateFunctionCode", {"T1648"}},
    {"lambda:UpdateFunctionConfiguration", {"T1648"}},
    {"sagemaker:CreateNotebookInstanceLifecycleConfig", {"T1648"}},
    {"sagemaker:StartNotebookInstance", {"T1648"}},
    {"sagemaker:UpdateNotebookInstance", {"T1648"}},
    {"sagemaker:UpdateNotebookInstanceLifecycleConfig", {"T1648"}},
    {"ssm-guiconnect:StartConnection", {"T1021.008"}},
    {"ssm:CreateAssociation", {"T1651"}},
    {"ssm:CreateDocument", {"T1651"}},
    {"ssm:RegisterTaskWithMaintenanceWindow", {"T1651"}},
    {"ssm:ResumeSession", {"T1021.008", "T1651"}},
    {"ssm:SendCommand", {"T1651"}},
    {"ssm:StartAssociationsOnce", {"T1651"}},
    {"ssm:StartAutomationExecution", {"T1651"}},
    {"ssm:StartSession", {"T1021.008", "T1651"}},
    {"ssm:UpdateAssociation", {"T1651"}},
    {"ssm:UpdateDocument", {"T1651"}},
    {"states:CreateStateMachine", {"T1648"}},
    {"states:StartExecution", {"T1648"}},
    {"states:StartSyncExecution", {"T1648"}},
    {"states:UpdateStateMachine", {"T1648"}},
});

}  // namespace

std::span<const CommandRow> ExecutionRows() { return kRows; }

}  // namespace farcall
