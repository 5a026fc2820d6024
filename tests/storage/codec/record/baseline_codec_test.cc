// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/record/baseline_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "scoring/records/attribute.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kNow = 1'700'000'000;

Baseline Example() {
  Baseline baseline;
  baseline.At(Attribute::kTool).Count("aws-cli", kNow);
  baseline.At(Attribute::kCountry).Count("DE", kNow);
  baseline.At(Attribute::kCountry).Count("FR", kNow - 86400);
  return baseline;
}

void ExpectDataLoss(const std::string& bytes, const std::string& why) {
  const absl::Status status = DecodeBaseline(bytes).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr(why));
}

TEST(BaselineCodec, RoundTrips) {
  const auto decoded = DecodeBaseline(*EncodeBaseline(Example()));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(*decoded, Example());
}

TEST(BaselineCodec, LeavesEmptyHistogramsOut) {
  Baseline baseline = Example();
  baseline.At(Attribute::kNetwork);
  EXPECT_EQ(*EncodeBaseline(baseline), *EncodeBaseline(Example()));
  EXPECT_TRUE(DecodeBaseline(*EncodeBaseline(Baseline()))->empty());
}

TEST(BaselineCodec, WritesNothingThatItCouldNotRead) {
  Baseline baseline = Example();
  baseline.At(Attribute::kTool) =
      Histogram::FromValues({ValueCount{.value = "no periods"}});
  const absl::Status status = EncodeBaseline(baseline).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()), HasSubstr("tool histogram"));
}

TEST(BaselineCodec, TrustsNothing) {
  const std::string good = *EncodeBaseline(Example());
  ExpectDataLoss("", "version");
  ExpectDataLoss("\x02", "version 2");
  ExpectDataLoss(good.substr(0, good.size() - 1), "length");
  ExpectDataLoss(good + good.substr(1), "not ascending");
  ExpectDataLoss(std::string("\x01\x00\x00", 3), "not ascending");
  std::string damaged = good;
  damaged[3] = 9;  // the version of the first histogram
  ExpectDataLoss(damaged, "country histogram");
}

TEST(BaselineChanges, PutWhatIsNewOntoWhatWasStored) {
  Baseline baseline = Example();
  // A network, and the tools whole: they are none any more.
  Baseline added;
  added.At(Attribute::kNetwork).Count("192.0.2", kNow);
  std::string changes(1, static_cast<char>(BaselineChangesVersion::kV1));
  changes += std::string("\x06\x03\x03\x00\x00", 5);
  changes += EncodeBaseline(added)->substr(1);
  ASSERT_TRUE(ApplyBaselineChanges(changes, baseline).ok());
  EXPECT_EQ(baseline.Of(Attribute::kCountry),
            Example().Of(Attribute::kCountry));
  EXPECT_TRUE(baseline.Of(Attribute::kTool).empty());
  EXPECT_EQ(baseline.Of(Attribute::kNetwork), added.Of(Attribute::kNetwork));
}

TEST(BaselineChanges, TrustNothing) {
  Baseline baseline;
  const auto why = [&](std::string_view bytes) {
    const absl::Status status = ApplyBaselineChanges(bytes, baseline);
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    return std::string(status.message());
  };
  EXPECT_THAT(why(""), HasSubstr("no version"));
  EXPECT_THAT(why("\x02"), HasSubstr("version 2"));
  EXPECT_THAT(why("\x01\x01\x07garbage"), HasSubstr("country histogram"));
}

TEST(BaselineCodec, EveryCutIsFoundOut) {
  const std::string good = *EncodeBaseline(Example());
  for (size_t size = 0; size < good.size(); ++size) {
    const auto decoded = DecodeBaseline(good.substr(0, size));
    // Between two histograms nothing says that there was more: RocksDB's
    // checksums do.
    if (decoded.ok()) {
      EXPECT_LT(decoded->CountParts(), 2u);
    }
  }
}

}  // namespace
}  // namespace farcall
