// SPDX-License-Identifier: Apache-2.0
#include "cli/output/findings/exemption_output.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace farcall {
namespace {

v1::Exemption Sample() {
  v1::Exemption exemption;
  exemption.set_id("mfrggzdfmztwq2lk");
  exemption.add_principals("arn:aws:iam::111122223333:role/ci/*");
  exemption.add_accounts("111122223333");
  exemption.add_places("DE");
  exemption.add_places("198.51.100.0/24");
  exemption.mutable_from()->set_seconds(1795896000);
  exemption.mutable_to()->set_seconds(1795910400);
  exemption.add_weekly_hours(140);
  exemption.add_weekly_hours(144);
  exemption.set_reason("patches\x1b[2J");
  exemption.set_ticket("CHG-1234");
  exemption.set_actor("carol");
  exemption.set_state(v1::Exemption::STATE_IN_FORCE);
  exemption.set_findings_covered(1200);
  return exemption;
}

TEST(ExemptionTable, TellsWhatEachCovers) {
  std::ostringstream out;
  WriteExemptionTable({Sample()}, 0, Charset::kAscii, out);
  EXPECT_NE(out.str().find("mfrggzdfmztwq2lk  IN_FORCE"), std::string::npos)
      << out.str();
  EXPECT_NE(out.str().find("arn:aws:iam::111122223333:role/ci/* in account "
                           "111122223333  all"),
            std::string::npos)
      << out.str();
  EXPECT_NE(out.str().find("DE, 198.51.100.0/24"), std::string::npos);
  EXPECT_NE(out.str().find("1,200"), std::string::npos);
  EXPECT_EQ(out.str().find('\x1b'), std::string::npos) << "text of others";
}

TEST(ExemptionLine, HasAllOfIt) {
  const auto json = nlohmann::json::parse(ExemptionLine(Sample()));
  EXPECT_EQ(json["exemption_id"], "mfrggzdfmztwq2lk");
  EXPECT_EQ(json["state"], "IN_FORCE");
  EXPECT_EQ(json["commands"], nlohmann::json::array());
  EXPECT_EQ(json["weekly_hours"], (nlohmann::json{140, 144}));
  EXPECT_EQ(json["from"], "2026-11-28T20:00:00Z");
  EXPECT_EQ(json["revoke_time"], nullptr);
  EXPECT_EQ(json["revocation"], nullptr);
  EXPECT_EQ(json["findings_covered"], 1200);
  EXPECT_EQ(json.size(), 19u);
}

}  // namespace
}  // namespace farcall
