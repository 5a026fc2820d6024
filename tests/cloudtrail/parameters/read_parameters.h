// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "cloudtrail/encoding/json_document.h"
#include "cloudtrail/parameters/parameter_reader.h"

namespace farcall {

// The details of a call with the request parameters `json`.
inline CallDetails DetailsOf(const std::string& json,
                             const std::string& command = "ec2:RunInstances",
                             CallDetails details = {.region = "us-east-1"}) {
  JsonTexts texts;
  Event event{.account = "111122223333",
              .command = command,
              .details = std::move(details)};
  const auto parameters = texts.ParseObject(json);
  EXPECT_TRUE(parameters.has_value()) << json;
  if (parameters) ReadParameters(*parameters, event);
  return event.details;
}

}  // namespace farcall
