// SPDX-License-Identifier: Apache-2.0
#include "server/wire/grpc_status.h"

#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace farcall {
namespace {

template <typename Detail>
std::optional<Detail> DetailOf(const grpc::Status& status) {
  google::rpc::Status rich;
  EXPECT_TRUE(rich.ParseFromString(status.error_details()));
  EXPECT_EQ(rich.code(), status.error_code());
  EXPECT_EQ(rich.message(), status.error_message());
  Detail detail;
  for (const auto& any : rich.details()) {
    if (any.UnpackTo(&detail)) return detail;
  }
  return std::nullopt;
}

TEST(GrpcStatus, NamesTheFieldsOfABadRequest) {
  const grpc::Status status =
      InvalidRequest({{"tenant", "is too long"}, {"events", "holds no event"}});
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(),
            "tenant: is too long; events: holds no event");
  const auto bad = DetailOf<google::rpc::BadRequest>(status);
  ASSERT_TRUE(bad.has_value());
  ASSERT_EQ(bad->field_violations_size(), 2);
  EXPECT_EQ(bad->field_violations(1).field(), "events");
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status)->reason(),
            "INVALID_REQUEST");
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status)->domain(), "farcall");
}

TEST(GrpcStatus, SaysWhenToTryAgain) {
  for (const grpc::Status& status :
       {Draining(), WatcherTooSlow(60),
        Overloaded(ErrorReason::kOverloaded, "full"),
        StoreFailed(absl::UnavailableError("disk"))}) {
    const auto retry = DetailOf<google::rpc::RetryInfo>(status);
    ASSERT_TRUE(retry.has_value()) << status.error_message();
    EXPECT_GT(retry->retry_delay().seconds(), 0);
  }
}

TEST(GrpcStatus, KeepsWhatAStoreSaysToTheLog) {
  const grpc::Status status =
      StoreFailed(absl::DataLossError("/var/lib/farcall: key alice"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_EQ(status.error_message().find("alice"), std::string::npos);
}

TEST(GrpcStatus, TellsFindingsAndWatchesApart) {
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(FindingNotFound("x"))->reason(),
            "FINDING_NOT_FOUND");
  EXPECT_EQ(FindingNotFound("x").error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(ForeignResumeToken())->reason(),
            "RESUME_TOKEN_OF_ANOTHER_STORE");
  EXPECT_EQ(ForeignResumeToken().error_code(), grpc::StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(ResumeTokenTooOld())->reason(),
            "RESUME_TOKEN_TOO_OLD");
  EXPECT_EQ(ResumeTokenTooOld().error_code(), grpc::StatusCode::OUT_OF_RANGE);
}

TEST(GrpcStatus, CutsLongMessages) {
  EXPECT_EQ(NotFound(std::string(5000, 'x')).error_message().size(), 1024U);
}

}  // namespace
}  // namespace farcall
