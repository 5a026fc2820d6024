// SPDX-License-Identifier: Apache-2.0
#include "cli/server/server_connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/cli/fake_farcall.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

grpc::Status RichError(grpc::StatusCode code, const std::string& message,
                       const google::protobuf::Message& detail) {
  google::rpc::Status rich;
  rich.set_code(code);
  rich.set_message(message);
  google::rpc::ErrorInfo error_info;
  rich.add_details()->PackFrom(error_info);
  rich.add_details()->PackFrom(detail);
  return {code, message, rich.SerializeAsString()};
}

TEST(Connect, ReachesAServer) {
  const FakeFarcall fake;
  const auto server = Connect({fake.address()});
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_TRUE(Call(*server, &v1::ScoringService::Stub::ScoreEvents,
                   v1::ScoreEventsRequest())
                  .ok());
}

TEST(Connect, NamesTheAddressWhereNobodyListens) {
  const TempDir dir;
  const auto server = Connect({"unix:" + dir.At("nobody")});
  EXPECT_TRUE(absl::IsUnavailable(server.status()));
  EXPECT_EQ(std::string(server.status().message()),
            "cannot reach a server at unix:" + dir.At("nobody") +
                ": No such file or directory");
}

const Called& CalledService() {
  static const auto& called = *new Called{"BaselineService", "localhost:9465"};
  return called;
}

TEST(FromServer, SaysARefusalOnce) {
  google::rpc::BadRequest bad_request;
  auto& violation = *bad_request.add_field_violations();
  violation.set_field("place.origin");
  violation.set_description("is no country");
  const absl::Status status =
      FromServer(RichError(grpc::StatusCode::INVALID_ARGUMENT,
                           "place.origin: is no country", bad_request),
                 CalledService());
  EXPECT_EQ(std::string(status.message()), "place.origin: is no country");
}

TEST(FromServer, HasWordsWhereTheServerHasNone) {
  const absl::Status silent =
      FromServer({grpc::StatusCode::RESOURCE_EXHAUSTED, ""}, CalledService());
  EXPECT_EQ(std::string(silent.message()),
            "localhost:9465 answered RESOURCE_EXHAUSTED to a call of "
            "BaselineService, without a message");
  google::rpc::BadRequest bad_request;
  bad_request.add_field_violations()->set_field("tenant");
  EXPECT_EQ(std::string(FromServer(RichError(grpc::StatusCode::INVALID_ARGUMENT,
                                             "", bad_request),
                                   CalledService())
                            .message()),
            "tenant: ");
}

TEST(FromServer, AsksForTheRightPortWhereAServiceIsMissing) {
  const absl::Status api =
      FromServer({grpc::StatusCode::UNIMPLEMENTED, ""}, CalledService());
  EXPECT_EQ(api.code(), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(std::string(api.message()),
            "localhost:9465 does not have this method of BaselineService: is "
            "it the server's admin-listen, in place of its listen, or an older "
            "server?");
  const absl::Status admin =
      FromServer({grpc::StatusCode::UNIMPLEMENTED, "unknown service"},
                 {"AdminService", "localhost:50051"});
  EXPECT_THAT(std::string(admin.message()),
              HasSubstr("is it the server's listen, in place of its "
                        "admin-listen"));
  EXPECT_THAT(std::string(admin.message()), HasSubstr("unknown service"));
}

TEST(FromServer, NamesTheFieldsOfABadRequest) {
  google::rpc::BadRequest bad_request;
  auto& violation = *bad_request.add_field_violations();
  violation.set_field("tenant");
  violation.set_description("is longer than 64 bytes");
  const absl::Status status = FromServer(
      RichError(grpc::StatusCode::INVALID_ARGUMENT, "bad request", bad_request),
      CalledService());
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(std::string(status.message()),
            "bad request; tenant: is longer than 64 bytes");
}

TEST(RetryDelay, IsWhatTheServerAsksFor) {
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(1);
  retry.mutable_retry_delay()->set_nanos(500'000'000);
  EXPECT_EQ(RetryDelay(
                RichError(grpc::StatusCode::RESOURCE_EXHAUSTED, "busy", retry)),
            std::chrono::milliseconds(1500));
  EXPECT_EQ(RetryDelay({grpc::StatusCode::RESOURCE_EXHAUSTED, "too large"}),
            std::nullopt);
  EXPECT_EQ(RetryDelay({grpc::StatusCode::INTERNAL, "", "no protobuf at all"}),
            std::nullopt);
}

TEST(ExitCodeOfServerError, TellsAnAbsentServerFromOneThatRefuses) {
  EXPECT_EQ(ExitCodeOfServerError(absl::UnavailableError("")),
            ExitCode::kUnavailable);
  EXPECT_EQ(ExitCodeOfServerError(absl::DeadlineExceededError("")),
            ExitCode::kUnavailable);
  EXPECT_EQ(ExitCodeOfServerError(absl::InvalidArgumentError("")),
            ExitCode::kRefused);
  EXPECT_EQ(ExitCodeOfServerError(absl::NotFoundError("")), ExitCode::kRefused);
}

}  // namespace
}  // namespace farcall
