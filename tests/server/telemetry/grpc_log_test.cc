// SPDX-License-Identifier: Apache-2.0
#include "server/telemetry/grpc_log.h"

#include <grpc/grpc.h>
#include <grpc/support/log.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace farcall {
namespace {

TEST(GrpcLog, MakesLinesOfOurLogOfWhatGrpcSays) {
  grpc_init();  // before it nothing is said
  std::ostringstream stream;
  Log log(LogLevel::kInfo, LogFormat::kJson,
          std::make_shared<spdlog::sinks::ostream_sink_mt>(stream));
  {
    const GrpcLog grpc_log(log);
    gpr_log(GPR_ERROR, "Handshake failed: %s", "\"x\"\n{\"level\":\"error\"}");
  }
  testing::internal::CaptureStderr();  // where gRPC writes by itself
  gpr_log(GPR_ERROR, "nobody listens any more");
  EXPECT_NE(testing::internal::GetCapturedStderr(), "");

  const std::string text = stream.str();
  ASSERT_EQ(text.find('\n'), text.size() - 1) << text;
  const auto line = nlohmann::json::parse(text);
  EXPECT_EQ(line["level"], "warn");
  EXPECT_EQ(line["message"], "grpc");
  EXPECT_EQ(line["reason"], "Handshake failed: \"x\"\n{\"level\":\"error\"}");
  EXPECT_TRUE(line["place"].get<std::string>().starts_with("grpc_log_test.cc:"))
      << text;
  grpc_shutdown();
}

}  // namespace
}  // namespace farcall
