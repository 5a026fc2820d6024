// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "scoring/entity.h"
#include "scoring/event.h"
#include "scoring/origin.h"

namespace farcall {

// Texts that must live as long as what points to them.
class Texts {
 public:
  std::string_view Keep(std::string text) {
    return texts_.emplace_back(std::move(text));
  }

 private:
  std::deque<std::string> texts_;
};

// What an event has of an attribute; empty = nothing: it is neither counted nor
// judged for it. Points into the event, the origin or `texts`.
std::string_view ValueOf(Attribute attribute, const Event& event,
                         const Origin& origin, Texts& texts);

}  // namespace farcall
