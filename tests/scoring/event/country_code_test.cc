// SPDX-License-Identifier: Apache-2.0
#include "scoring/event/country_code.h"

#include <gtest/gtest.h>

namespace farcall {
namespace {

TEST(CountryCode, TakesIsoCountriesAndKosovo) {
  for (const char* code : {"DE", "US", "GB", "BR", "AQ", "QA", "ZA", "XK"}) {
    EXPECT_TRUE(IsCountryCode(code)) << code;
  }
}

TEST(CountryCode, RefusesRegionsPrivateUseAndWhatIsNoCode) {
  for (const char* code : {"EU", "AP", "AA", "ZZ", "XX", "XA", "QM", "QZ", "??",
                           "A1", "de", "De", "D", "DEU", "", "@x", "D "}) {
    EXPECT_FALSE(IsCountryCode(code)) << code;
  }
}

}  // namespace
}  // namespace farcall
