// SPDX-License-Identifier: Apache-2.0
#include "ingest/http/body.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "gzip.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

IncomingRequest Request(const std::string& type, const std::string& encoding,
                        std::string body = "") {
  IncomingRequest request{"192.0.2.7", {}, std::move(body)};
  if (!type.empty()) request.headers["content-type"] = type;
  if (!encoding.empty()) request.headers["content-encoding"] = encoding;
  return request;
}

TEST(RefuseBody, TakesWhatShippersSay) {
  for (const char* type :
       {"", "application/json", "application/x-ndjson", "text/plain",
        "Application/JSON; charset=utf-8", "application/octet-stream",
        "application/vnd.api+json", "application/x-www-form-urlencoded",
        "application/gzip"}) {
    EXPECT_FALSE(RefuseBody(Request(type, "")).has_value()) << type;
  }
  for (const char* encoding : {"gzip", "GZIP", "identity"}) {
    EXPECT_FALSE(RefuseBody(Request("", encoding)).has_value()) << encoding;
  }
}

TEST(RefuseBody, RefusesWhatHoldsNoRecords) {
  for (const char* type :
       {"text/html", "multipart/form-data; boundary=x", "image/png",
        "application/xml", "application/x-protobuf"}) {
    const auto refusal = RefuseBody(Request(type, ""));
    ASSERT_TRUE(refusal.has_value()) << type;
    EXPECT_EQ(refusal->status, 415u);
  }
  const auto refusal = RefuseBody(Request("", "zstd"));
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->status, 415u);
  EXPECT_THAT(refusal->body, HasSubstr("zstd is not read, gzip is"));
}

TEST(UnpackBody, LeavesWhatIsNotPacked) {
  EXPECT_EQ(*UnpackBody(Request("", "", "text"), 1), "text");
}

TEST(UnpackBody, UnpacksGzipOfSeveralMembers) {
  EXPECT_EQ(*UnpackBody(Request("", "gzip", Gzip("one ") + Gzip("two")), 100),
            "one two");
}

TEST(UnpackBody, StopsABombAtItsBound) {
  const std::string bomb = Gzip(std::string(50 << 20, '\0'));
  ASSERT_LT(bomb.size(), size_t{100} << 10);
  const auto body = UnpackBody(Request("", "gzip", bomb), 1 << 20);
  EXPECT_EQ(body.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(body.status().message()), HasSubstr("1048576 bytes"));
}

TEST(UnpackBody, SaysWhatIsWrongWithBrokenGzip) {
  const std::string whole = Gzip("some text that is packed");
  for (const std::string& broken :
       {std::string("no gzip"), whole.substr(0, whole.size() - 9),
        std::string()}) {
    EXPECT_EQ(UnpackBody(Request("", "gzip", broken), 100).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
}

TEST(ParseFirehose, TakesEachRecord) {
  const auto request = ParseFirehose(
      R"({"requestId":"r-1","timestamp":1,"records":[{"data":"e30="},)"
      R"({"data":"eyJhIjoxfQ=="}]})");
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->request_id, "r-1");
  ASSERT_EQ(request->contents.size(), 2u);
  EXPECT_EQ(request->contents[0].bytes, "{}");
  EXPECT_EQ(request->contents[1].bytes, R"({"a":1})");
  EXPECT_EQ(request->contents[1].place, "firehose r-1, record 2");
}

TEST(ParseFirehose, SaysWhatIsWrong) {
  for (const char* bad : {"", "[]", "{}", R"({"requestId":1,"records":[]})",
                          R"({"requestId":"r","records":{}})"}) {
    EXPECT_EQ(ParseFirehose(bad).status().code(),
              absl::StatusCode::kInvalidArgument)
        << bad;
  }
  for (const char* bad : {R"({"data":"%%"})", R"({"data":1})", "1", "{}"}) {
    const auto request = ParseFirehose(absl::StrCat(
        R"({"requestId":"r","records":[{"data":"e30="},)", bad, "]}"));
    EXPECT_THAT(std::string(request.status().message()),
                HasSubstr("records[1].data"))
        << bad;
  }
}

}  // namespace
}  // namespace farcall
