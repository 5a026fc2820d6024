// SPDX-License-Identifier: Apache-2.0
#include "server/admission/intake.h"

#include <algorithm>

namespace farcall {

void Intake::Enter(Guest& guest, const std::string& caller) {
  guest.caller_ = caller;
  if (!caller.empty()) {
    const std::lock_guard lock(mutex_);
    Caller& of = callers_[caller];
    if (of.receiving >= caller_max_) {
      of.waiting.push_back(&guest);
      return;
    }
    ++of.receiving;
  }
  guest.Receive();
}

bool Intake::Withdraw(Guest& guest) {
  if (guest.caller_.empty()) return false;
  const std::lock_guard lock(mutex_);
  const auto found = callers_.find(guest.caller_);
  if (found == callers_.end()) return false;
  return std::erase(found->second.waiting, &guest) != 0;
}

void Intake::Leave(Guest& guest) {
  if (guest.caller_.empty()) return;
  Guest* next = nullptr;
  {
    const std::lock_guard lock(mutex_);
    const auto found = callers_.find(guest.caller_);
    Caller& of = found->second;
    if (of.waiting.empty()) {
      if (--of.receiving == 0) callers_.erase(found);
    } else {
      next = of.waiting.front();
      of.waiting.pop_front();
    }
  }
  if (next != nullptr) next->Receive();
}

}  // namespace farcall
