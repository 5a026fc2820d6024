// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/findings/finding_service.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/server/rpc/findings/finding_server.h"
#include "tests/server/temp_file.h"

namespace farcall {
namespace {

const std::string kReader(64, 'r');
const std::string kSender(64, 's');

// Each method's status for a caller with this token, about one tenant. A watch
// ends with its first answer.
std::vector<grpc::Status> Statuses(FindingServer& server,
                                   const std::string& token,
                                   const std::string& tenant) {
  std::vector<grpc::Status> statuses;
  const auto show = [&token](grpc::ClientContext& context) {
    if (!token.empty()) {
      context.AddMetadata("authorization", "Bearer " + token);
    }
  };
  {
    grpc::ClientContext context;
    show(context);
    v1::ListFindingsRequest request;
    request.set_tenant(tenant);
    v1::ListFindingsResponse response;
    statuses.push_back(
        server.stub().ListFindings(&context, request, &response));
  }
  {
    grpc::ClientContext context;
    show(context);
    v1::GetFindingRequest request;
    request.set_tenant(tenant);
    request.set_finding_id(NumberedId(1).text());
    v1::GetFindingResponse response;
    statuses.push_back(server.stub().GetFinding(&context, request, &response));
  }
  v1::WatchFindingsRequest request;
  request.set_tenant(tenant);
  Watching watching(server, request, token);
  statuses.push_back(watching.Next().has_value() ? grpc::Status::OK
                                                 : watching.End());
  return statuses;
}

TEST(FindingService, ListsAndGets) {
  FindingServer server;
  server.store().Put("default", NumberedFinding(1), FindingChange::kOpened);
  server.store().Put("default", NumberedFinding(2, 9500),
                     FindingChange::kOpened);
  grpc::ClientContext list_context;
  v1::ListFindingsResponse list;
  ASSERT_TRUE(server.stub().ListFindings(&list_context, {}, &list).ok());
  ASSERT_EQ(list.findings_size(), 2);
  EXPECT_EQ(list.findings(0).principal(), "p2");

  grpc::ClientContext get_context;
  v1::GetFindingRequest request;
  request.set_finding_id(list.findings(1).id());
  v1::GetFindingResponse found;
  ASSERT_TRUE(server.stub().GetFinding(&get_context, request, &found).ok());
  EXPECT_EQ(found.finding().SerializeAsString(),
            list.findings(1).SerializeAsString());
}

TEST(FindingService, WantsTheRightToRead) {
  const TempFile tokens("reader " + kReader + "\nsender " + kSender + "\n");
  const TempFile policy(
      "token:reader read acme\ntoken:sender score,feedback,admin *\n");
  FindingServer server(
      {.tokens_file = tokens.path(), .policy_file = policy.path()});
  server.store().Put("acme", NumberedFinding(1), FindingChange::kOpened);
  const auto expect = [&server](const std::string& token,
                                const std::string& tenant,
                                grpc::StatusCode code) {
    for (const grpc::Status& status : Statuses(server, token, tenant)) {
      EXPECT_EQ(status.error_code(), code) << status.error_message();
    }
  };
  expect(kReader, "acme", grpc::StatusCode::OK);
  expect(kReader, "other", grpc::StatusCode::PERMISSION_DENIED);
  expect(kReader, "", grpc::StatusCode::PERMISSION_DENIED);
  expect(kSender, "acme", grpc::StatusCode::PERMISSION_DENIED);
  expect("", "acme", grpc::StatusCode::UNAUTHENTICATED);
  expect(std::string(64, 'x'), "acme", grpc::StatusCode::UNAUTHENTICATED);
}

// Whether a caller may: anything but PERMISSION_DENIED.
bool MayAcknowledge(FindingServer& server, const std::string& token) {
  grpc::ClientContext context;
  context.AddMetadata("authorization", "Bearer " + token);
  v1::AcknowledgeFindingResponse response;
  return server.stub()
             .AcknowledgeFinding(&context, {}, &response)
             .error_code() != grpc::StatusCode::PERMISSION_DENIED;
}
bool MayClose(FindingServer& server, const std::string& token,
              v1::Teaching teaching) {
  grpc::ClientContext context;
  context.AddMetadata("authorization", "Bearer " + token);
  v1::CloseFindingsRequest request;
  request.set_verdict(v1::Finding::STATE_BENIGN);
  request.set_reason(v1::CLOSE_REASON_TRAVEL);
  request.set_teaching(teaching);
  v1::CloseFindingsResponse response;
  return server.stub()
             .CloseFindings(&context, request, &response)
             .error_code() != grpc::StatusCode::PERMISSION_DENIED;
}
bool MayReopen(FindingServer& server, const std::string& token) {
  grpc::ClientContext context;
  context.AddMetadata("authorization", "Bearer " + token);
  v1::ReopenFindingResponse response;
  return server.stub().ReopenFinding(&context, {}, &response).error_code() !=
         grpc::StatusCode::PERMISSION_DENIED;
}
TEST(FindingService, TriageWantsItsRightAndTeachingThatOfFeedback) {
  const std::string analyst(40, 'a');
  const TempFile tokens("reader " + kReader + "\nsender " + kSender +
                        "\nanalyst " + analyst + "\n");
  const TempFile policy(
      "token:reader read *\ntoken:sender read,triage *\n"
      "token:analyst read,triage,feedback *\n");
  FindingServer server(
      {.tokens_file = tokens.path(), .policy_file = policy.path()});
  EXPECT_FALSE(MayAcknowledge(server, kReader));
  EXPECT_TRUE(MayAcknowledge(server, kSender));
  EXPECT_FALSE(MayClose(server, kReader, v1::TEACHING_NOTHING));
  EXPECT_TRUE(MayClose(server, kSender, v1::TEACHING_NOTHING));
  EXPECT_FALSE(MayClose(server, kSender, v1::TEACHING_UNSPECIFIED));
  EXPECT_FALSE(MayClose(server, kSender, v1::TEACHING_EVENTS));
  EXPECT_TRUE(MayClose(server, analyst, v1::TEACHING_UNSPECIFIED));
  EXPECT_FALSE(MayReopen(server, kSender));
  EXPECT_TRUE(MayReopen(server, analyst));
}

TEST(FindingService, ExemptionsWantFeedbackAndThoseForAllPlacesAdmin) {
  const std::string analyst(40, 'a');
  const std::string admin(40, 'm');
  const TempFile tokens("triage " + kReader + "\nanalyst " + analyst +
                        "\nadmin " + admin + "\n");
  const TempFile policy(
      "token:triage read,triage *\ntoken:analyst triage,feedback *\n"
      "token:admin feedback,admin *\n");
  FindingServer server(
      {.tokens_file = tokens.path(), .policy_file = policy.path()});
  const auto may = [&server](const std::string& token, auto request,
                             auto response, auto method) {
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer " + token);
    return (server.stub().*method)(&context, request, &response).error_code() !=
           grpc::StatusCode::PERMISSION_DENIED;
  };
  using Stub = v1::FindingService::Stub;
  const auto may_create = [&may](const std::string& token,
                                 const std::string& place) {
    v1::CreateExemptionRequest request;
    if (!place.empty()) request.mutable_exemption()->add_places(place);
    return may(token, request, v1::CreateExemptionResponse(),
               &Stub::CreateExemption);
  };
  EXPECT_FALSE(may_create(kReader, "DE"));
  EXPECT_TRUE(may_create(analyst, "DE"));
  EXPECT_FALSE(may_create(analyst, ""));
  EXPECT_TRUE(may_create(admin, ""));
  EXPECT_TRUE(may(kReader, v1::ListExemptionsRequest(),
                  v1::ListExemptionsResponse(), &Stub::ListExemptions));
  EXPECT_FALSE(may(admin, v1::ListExemptionsRequest(),
                   v1::ListExemptionsResponse(), &Stub::ListExemptions));
  EXPECT_FALSE(may(kReader, v1::RevokeExemptionRequest(),
                   v1::RevokeExemptionResponse(), &Stub::RevokeExemption));
  EXPECT_TRUE(may(analyst, v1::RevokeExemptionRequest(),
                  v1::RevokeExemptionResponse(), &Stub::RevokeExemption));
}

TEST(FindingService, TellsWhoTheCallerIs) {
  const TempFile tokens("reader " + kReader + "\nsender " + kSender + "\n");
  const TempFile policy("token:reader read,triage acme,default\n");
  FindingServer server(
      {.tokens_file = tokens.path(), .policy_file = policy.path()});
  const auto ask = [&server](const std::string& token,
                             v1::WhoAmIResponse& response) {
    grpc::ClientContext context;
    if (!token.empty()) {
      context.AddMetadata("authorization", "Bearer " + token);
    }
    return server.stub().WhoAmI(&context, {}, &response);
  };
  v1::WhoAmIResponse reader;
  ASSERT_TRUE(ask(kReader, reader).ok());
  EXPECT_EQ(reader.identity(), "token:reader");
  ASSERT_EQ(reader.grants_size(), 2);
  EXPECT_EQ(reader.grants(0).tenant(), "acme");
  ASSERT_EQ(reader.grants(0).rights_size(), 2);
  EXPECT_EQ(reader.grants(0).rights(0), "read");
  EXPECT_EQ(reader.grants(0).rights(1), "triage");
  v1::WhoAmIResponse sender;
  ASSERT_TRUE(ask(kSender, sender).ok()) << "though it may do nothing";
  EXPECT_EQ(sender.identity(), "token:sender");
  EXPECT_EQ(sender.grants_size(), 0);
  v1::WhoAmIResponse nobody;
  EXPECT_EQ(ask("", nobody).error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

TEST(FindingService, CountsItsCallsAndMessages) {
  FindingServer server;
  const RpcMetrics& rpc = server.metrics().rpc;
  Statuses(server, "", "");
  EXPECT_EQ(rpc.list_findings.started.Value(), 1);
  EXPECT_EQ(rpc.get_finding.started.Value(), 1);
  EXPECT_EQ(rpc.watch_findings.started.Value(), 1);
  EXPECT_EQ(rpc.watch_findings.received.Value(), 1);
}

}  // namespace
}  // namespace farcall
