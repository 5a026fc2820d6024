// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/service_descriptions.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <grpcpp/support/status.h>
#include <gtest/gtest.h>

#include "farcall/v1/admin_service.pb.h"
#include "farcall/v1/scoring_service.pb.h"

namespace farcall {
namespace {

using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;
using ::testing::Contains;
using ::testing::ElementsAre;

ServiceDescriptions DescriptionsOfScoring() {
  const ServiceDescriptions::File* const files[] = {
      v1::ScoreEventsRequest::descriptor()->file()};
  return ServiceDescriptions(files);
}

ServerReflectionResponse AskForSymbol(const std::string& name) {
  ServerReflectionRequest request;
  request.set_file_containing_symbol(name);
  return DescriptionsOfScoring().Answer(request);
}

std::vector<std::string> FileNames(const ServerReflectionResponse& response) {
  std::vector<std::string> names;
  for (const std::string& bytes :
       response.file_descriptor_response().file_descriptor_proto()) {
    google::protobuf::FileDescriptorProto file;
    EXPECT_TRUE(file.ParseFromString(bytes));
    names.push_back(file.name());
  }
  return names;
}

TEST(ServiceDescriptions, ListTheServicesOfTheirFiles) {
  ServerReflectionRequest request;
  request.set_host("scorer");
  request.set_list_services("*");
  const auto response = DescriptionsOfScoring().Answer(request);
  ASSERT_EQ(response.list_services_response().service_size(), 1);
  EXPECT_EQ(response.list_services_response().service(0).name(),
            "farcall.v1.ScoringService");
  EXPECT_EQ(response.valid_host(), "scorer");
  EXPECT_EQ(response.original_request().list_services(), "*");
}

TEST(ServiceDescriptions, FindTheFileOfEachKindOfSymbol) {
  for (const char* name :
       {"farcall.v1.ScoringService", "farcall.v1.ScoringService.ScoreEvents",
        "farcall.v1.ScoreEventsRequest", "farcall.v1.ScoreEventsRequest.tenant",
        "farcall.v1.ScoringMode", "farcall.v1.SCORING_MODE_SCORE_AND_LEARN"}) {
    EXPECT_THAT(FileNames(AskForSymbol(name)),
                Contains("farcall/v1/scoring_service.proto"))
        << name;
  }
}

TEST(ServiceDescriptions, GiveAFileOnceWithAllThatItImports) {
  ServerReflectionRequest request;
  request.set_file_by_filename("farcall/v1/event.proto");
  EXPECT_THAT(
      FileNames(DescriptionsOfScoring().Answer(request)),
      ElementsAre("farcall/v1/event.proto", "google/protobuf/timestamp.proto"));
}

TEST(ServiceDescriptions, KnowNothingElseOfTheBinary) {
  ASSERT_EQ(v1::GetStatisticsRequest::descriptor()->full_name(),
            "farcall.v1.GetStatisticsRequest");
  for (const char* name :
       {"farcall.v1.GetStatisticsRequest", "farcall.v1", "", "no.such.Name"}) {
    EXPECT_EQ(AskForSymbol(name).error_response().error_code(),
              grpc::StatusCode::NOT_FOUND)
        << name;
  }
}

TEST(ServiceDescriptions, SayThatNoMessageHasExtensions) {
  const auto descriptions = DescriptionsOfScoring();
  ServerReflectionRequest request;
  request.set_all_extension_numbers_of_type("farcall.v1.Event");
  auto numbers = descriptions.Answer(request).all_extension_numbers_response();
  EXPECT_EQ(numbers.base_type_name(), "farcall.v1.Event");
  EXPECT_EQ(numbers.extension_number_size(), 0);

  request.set_all_extension_numbers_of_type("no.such.Name");
  EXPECT_EQ(descriptions.Answer(request).error_response().error_code(),
            grpc::StatusCode::NOT_FOUND);

  request.mutable_file_containing_extension()->set_containing_type(
      "farcall.v1.Event");
  EXPECT_EQ(descriptions.Answer(request).error_response().error_code(),
            grpc::StatusCode::NOT_FOUND);
}

TEST(ServiceDescriptions, RefuseAnEmptyQuestion) {
  EXPECT_EQ(DescriptionsOfScoring()
                .Answer(ServerReflectionRequest())
                .error_response()
                .error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

TEST(ServiceDescriptions, AnswersStaySmall) {
  constexpr size_t kAnswerBytesMax = 64 << 10;
  for (const char* name :
       {"farcall.v1.ScoringService", "farcall.v1.ScoreEventsRequest"}) {
    EXPECT_LT(AskForSymbol(name).ByteSizeLong(), kAnswerBytesMax);
  }
}

}  // namespace
}  // namespace farcall
