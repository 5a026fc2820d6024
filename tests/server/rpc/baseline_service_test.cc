// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/baseline_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/server/rpc/rpc_server.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(BaselineService, TakesPageTokensOfTheSameListAlone) {
  Server server;
  const auto scoring = server.scoring();
  for (const char* name : {"alice", "bob"}) {
    grpc::ClientContext context;
    v1::ScoreEventsResponse response;
    ASSERT_TRUE(
        scoring->ScoreEvents(&context, Batch(name[0] * 10, 5, name), &response)
            .ok());
  }
  const auto baselines = server.baselines();
  const auto list = [&baselines](const v1::ListBaselinesRequest& request,
                                 v1::ListBaselinesResponse& response) {
    grpc::ClientContext context;
    return baselines->ListBaselines(&context, request, &response);
  };
  v1::ListBaselinesRequest request;
  request.set_kind(v1::ENTITY_KIND_PRINCIPAL);
  request.set_page_size(1);
  v1::ListBaselinesResponse page;
  ASSERT_TRUE(list(request, page).ok());
  const std::string token = page.next_page_token();
  request.set_page_token(token);
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(list(request, page).ok()) << "as often as asked";
    EXPECT_EQ(page.baselines(0).entity().name(), "bob");
  }

  auto other_tenant = request;
  other_tenant.set_tenant("other");
  auto other_kind = request;
  other_kind.set_kind(v1::ENTITY_KIND_COMMAND);
  auto other_prefix = request;
  other_prefix.set_name_prefix("b");
  auto made_up = request;
  made_up.set_page_token("zzz");
  auto zero = request;
  zero.set_page_token(std::string(1, '\0'));
  auto name = request;
  name.set_page_token("alice");
  for (const auto& wrong :
       {other_tenant, other_kind, other_prefix, made_up, zero, name}) {
    const grpc::Status status = list(wrong, page);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT)
        << wrong.ShortDebugString();
    EXPECT_THAT(status.error_message(),
                StartsWith("page_token: was not issued"));
  }
}

TEST(BaselineService, DescribesListsAndForgets) {
  Server server;
  const auto scoring = server.scoring();
  for (const char* name : {"alice", "bob", "bert", "carol"}) {
    grpc::ClientContext context;
    v1::ScoreEventsResponse response;
    const int first = name[0] * 1000 + name[1] * 10;
    ASSERT_TRUE(
        scoring->ScoreEvents(&context, Batch(first, 5, name), &response).ok());
  }
  const auto baselines = server.baselines();
  v1::ListBaselinesRequest list;
  list.set_kind(v1::ENTITY_KIND_PRINCIPAL);
  list.set_page_size(3);
  v1::ListBaselinesResponse page;
  grpc::ClientContext first_context;
  ASSERT_TRUE(baselines->ListBaselines(&first_context, list, &page).ok());
  ASSERT_EQ(page.baselines_size(), 3);
  EXPECT_EQ(page.baselines(0).entity().name(), "alice");
  EXPECT_THAT(page.next_page_token(), Not(HasSubstr("bob")));
  list.set_page_token(page.next_page_token());
  grpc::ClientContext second_context;
  ASSERT_TRUE(baselines->ListBaselines(&second_context, list, &page).ok());
  ASSERT_EQ(page.baselines_size(), 1);
  EXPECT_EQ(page.baselines(0).entity().name(), "carol");
  EXPECT_TRUE(page.next_page_token().empty());

  EXPECT_EQ(CallsOf(server, v1::ENTITY_KIND_PRINCIPAL, "bob"), 5U);
  v1::DeleteBaselineRequest forget;
  forget.mutable_entity()->set_kind(v1::ENTITY_KIND_PRINCIPAL);
  forget.mutable_entity()->set_name("bob");
  v1::DeleteBaselineResponse forgotten;
  grpc::ClientContext delete_context;
  ASSERT_TRUE(
      baselines->DeleteBaseline(&delete_context, forget, &forgotten).ok());
  EXPECT_EQ(forgotten.histograms_deleted(), 2) << "country and command";
  EXPECT_EQ(CallsOf(server, v1::ENTITY_KIND_PRINCIPAL, "bob"), 0U);
}

TEST(BaselineService, DescribesListsAndForgetsRoles) {
  Server server;
  const std::string role = "arn:aws:iam::111122223333:role/Engineer";
  v1::ScoreEventsRequest batch =
      Batch(0, 5, "arn:aws:sts::111122223333:assumed-role/Engineer/session-1");
  for (v1::EventInput& input : *batch.mutable_events()) {
    input.mutable_event()->set_role(role);
  }
  grpc::ClientContext score_context;
  v1::ScoreEventsResponse response;
  ASSERT_TRUE(
      server.scoring()->ScoreEvents(&score_context, batch, &response).ok());
  EXPECT_EQ(CallsOf(server, v1::ENTITY_KIND_ROLE, role), 5U);

  const auto baselines = server.baselines();
  v1::ListBaselinesRequest list;
  list.set_kind(v1::ENTITY_KIND_ROLE);
  v1::ListBaselinesResponse page;
  grpc::ClientContext list_context;
  ASSERT_TRUE(baselines->ListBaselines(&list_context, list, &page).ok());
  ASSERT_EQ(page.baselines_size(), 1);
  EXPECT_EQ(page.baselines(0).entity().kind(), v1::ENTITY_KIND_ROLE);
  EXPECT_EQ(page.baselines(0).entity().name(), role);

  v1::DeleteBaselineRequest forget;
  forget.mutable_entity()->set_kind(v1::ENTITY_KIND_ROLE);
  forget.mutable_entity()->set_name(role);
  v1::DeleteBaselineResponse forgotten;
  grpc::ClientContext delete_context;
  ASSERT_TRUE(
      baselines->DeleteBaseline(&delete_context, forget, &forgotten).ok());
  EXPECT_EQ(CallsOf(server, v1::ENTITY_KIND_ROLE, role), 0U);
}

TEST(BaselineService, EndsAPageOfLargeBaselinesEarly) {
  Server server;
  constexpr int kPrincipals = 12;
  for (int principal = 0; principal < kPrincipals; ++principal) {
    v1::ScoreEventsRequest batch =
        Batch(principal * 1000, 1000, "p" + std::to_string(10 + principal));
    batch.set_mode(v1::SCORING_MODE_LEARN_ONLY);  // a small answer
    for (int i = 0; i < batch.events_size(); ++i) {
      batch.mutable_events(i)->mutable_event()->set_command(
          "s3:" + std::to_string(1000 + i) + std::string(240, 'c'));
    }
    grpc::ClientContext context;
    v1::ScoreEventsResponse response;
    ASSERT_TRUE(server.scoring()->ScoreEvents(&context, batch, &response).ok());
  }
  v1::ListBaselinesRequest list;
  list.set_kind(v1::ENTITY_KIND_PRINCIPAL);
  list.set_page_size(1000);
  int pages = 0;
  std::vector<std::string> names;
  do {
    grpc::ClientContext context;
    v1::ListBaselinesResponse page;
    ASSERT_TRUE(server.baselines()->ListBaselines(&context, list, &page).ok());
    EXPECT_LE(page.ByteSizeLong(), BaselineService::kPageBytes + 1000);
    for (const v1::Baseline& baseline : page.baselines()) {
      names.push_back(baseline.entity().name());
    }
    list.set_page_token(page.next_page_token());
    ++pages;
  } while (!list.page_token().empty());
  EXPECT_GT(pages, 1);
  ASSERT_EQ(names.size(), static_cast<size_t>(kPrincipals));
  for (int i = 0; i < kPrincipals; ++i) {
    EXPECT_EQ(names[static_cast<size_t>(i)], "p" + std::to_string(10 + i));
  }
}

TEST(BaselineService, RefusesToForgetATenant) {
  Server server;
  v1::DeleteBaselineRequest forget;
  forget.mutable_entity()->set_kind(v1::ENTITY_KIND_TENANT);
  v1::DeleteBaselineResponse forgotten;
  grpc::ClientContext context;
  EXPECT_EQ(server.baselines()
                ->DeleteBaseline(&context, forget, &forgotten)
                .error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace farcall
