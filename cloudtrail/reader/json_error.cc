// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/reader/json_error.h"

#include <string>

#include "cloudtrail/encoding/limits.h"

namespace farcall {

FieldError JsonError(std::string_view field, simdjson::error_code code) {
  switch (code) {
    case simdjson::DEPTH_ERROR:
      return MakeFieldError(field, FieldErrorReason::kTooLarge,
                            "is nested deeper than the limit of " +
                                std::to_string(kJsonDepthMax) + " levels");
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC:
      return MakeFieldError(field, FieldErrorReason::kTooLarge,
                            "is larger than can be parsed");
    case simdjson::UTF8_ERROR:
      return MakeFieldError(field, FieldErrorReason::kMalformed,
                            "is not valid UTF-8");
    default:
      return MakeFieldError(
          field, FieldErrorReason::kMalformed,
          std::string("is not JSON: ") + simdjson::error_message(code));
  }
}

}  // namespace farcall
