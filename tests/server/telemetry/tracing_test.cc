// SPDX-License-Identifier: Apache-2.0
#include "server/telemetry/tracing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include <sstream>

#include "logging/json_log.h"
#include "logging/trace_place.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kMethod[] = "farcall.v1.ScoringService/ScoreEvents";
constexpr char kTraceparent[] =
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

// Without a collector: tests/e2e/tracing_test.py has one.
class TracingTest : public testing::Test {
 protected:
  std::string LineNow() {
    text_.str("");
    log_.Info("something");
    return text_.str();
  }

  std::ostringstream text_;
  Log log_{LogLevel::kInfo, LogFormat::kJson,
           std::make_shared<spdlog::sinks::ostream_sink_mt>(text_)};
  const Tracing tracing_{{}, log_};
};

TEST_F(TracingTest, LinesWrittenDuringACallNameItsCallersTrace) {
  {
    const auto call = tracing_.StartCall(kMethod, kTraceparent, "");
    EXPECT_FALSE(CurrentTracePlace().has_value());
    const auto here = call.Enter();
    const auto place = CurrentTracePlace();
    ASSERT_TRUE(place.has_value());
    EXPECT_EQ(place->trace_id, "0af7651916cd43dd8448eb211c80319c");
    EXPECT_EQ(place->span_id, "b7ad6b7169203331");
    const std::string trace =
        R"("trace_id":"0af7651916cd43dd8448eb211c80319c",)"
        R"("span_id":"b7ad6b7169203331"})";
    EXPECT_THAT(LineNow(), HasSubstr(trace));
    const auto part = tracing_.StartPart("batch");
    EXPECT_THAT(LineNow(), HasSubstr(trace));
  }
  EXPECT_FALSE(CurrentTracePlace().has_value());
  EXPECT_THAT(LineNow(), Not(HasSubstr("trace_id")));
}

TEST_F(TracingTest, ACallWithoutAContextOrWithABrokenOneBelongsToNoTrace) {
  const std::string good = kTraceparent;
  for (const std::string& header :
       {std::string(), std::string("garbage"), good.substr(1), good + "0",
        "ff" + good.substr(2),  // no version
        "00-00000000000000000000000000000000" + good.substr(35),
        good.substr(0, 36) + "0000000000000000-01",
        good.substr(0, 3) + std::string(32, 'g') + good.substr(35),
        good.substr(0, 54) + "\n"}) {
    const auto call = tracing_.StartCall(kMethod, header, "a=b");
    const auto here = call.Enter();
    EXPECT_FALSE(CurrentTracePlace().has_value()) << header;
  }
}

TEST_F(TracingTest, AnnotatingOutsideOfACallDoesNothing) {
  AnnotateSpan("farcall.events", int64_t{1});
  AnnotateSpan("farcall.seconds", 0.5);
  EXPECT_FALSE(CurrentTracePlace().has_value());
}

}  // namespace
}  // namespace farcall
