// SPDX-License-Identifier: Apache-2.0
#include "ingest/http/routes.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace farcall {
namespace {

class RoutesTest : public testing::Test {
 protected:
  std::vector<HttpRoute> Routes(AllowsToken allows) {
    return PipelineRoutes(
        source_, [](IncomingRequest, HttpRoute::Answer answer) { answer({}); },
        std::move(allows));
  }

  static const HttpRoute& Find(const std::vector<HttpRoute>& routes,
                               const std::string& path) {
    return *std::ranges::find(routes, path, &HttpRoute::path);
  }

  HttpSource source_{{}};
};

TEST_F(RoutesTest, NeedNoTokenWhereNoneIsSet) {
  for (const HttpRoute& route : Routes({})) {
    EXPECT_FALSE(route.refuse({}).has_value()) << route.path;
  }
}

TEST_F(RoutesTest, NeedAGoodTokenEach) {
  const auto routes =
      Routes([](std::string_view token) { return token == "good"; });
  for (const char* path : {"/v1/events", "/v1/score"}) {
    const HttpRoute& route = Find(routes, path);
    for (const char* bad : {"", "Bearer", "Bearer bad", "good", "Basic good"}) {
      const auto refusal = route.refuse({"", {{"authorization", bad}}, ""});
      ASSERT_TRUE(refusal.has_value()) << path << " " << bad;
      EXPECT_EQ(refusal->status, 401u);
    }
    EXPECT_FALSE(
        route.refuse({"", {{"authorization", "Bearer good"}}, ""}).has_value());
  }
  const HttpRoute& firehose = Find(routes, "/v1/firehose");
  EXPECT_TRUE(firehose.refuse({"", {{"authorization", "Bearer good"}}, ""})
                  .has_value());
  EXPECT_FALSE(
      firehose.refuse({"", {{"x-amz-firehose-access-key", "good"}}, ""})
          .has_value());
}

TEST_F(RoutesTest, RefuseBodiesThatHoldNoRecords) {
  for (const HttpRoute& route : Routes({})) {
    EXPECT_EQ(route.refuse({"", {{"content-type", "text/html"}}, ""})->status,
              415u);
  }
}

}  // namespace
}  // namespace farcall
