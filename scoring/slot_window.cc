// SPDX-License-Identifier: Apache-2.0
#include "scoring/slot_window.h"

namespace farcall {

SlotWindow::Insertion SlotWindow::Insert(int64_t slot) {
  if (newest < 0 || slot - newest >= kSlots) {
    newest = slot;
    bits = 1;
    return Insertion::kNew;
  }
  if (slot > newest) {
    bits = (bits << (slot - newest)) | 1;
    newest = slot;
    return Insertion::kNew;
  }
  const int64_t age = newest - slot;
  if (age >= kSlots) return Insertion::kTooOld;
  const uint64_t bit = uint64_t{1} << age;
  if ((bits & bit) != 0) return Insertion::kAlreadyThere;
  bits |= bit;
  return Insertion::kNew;
}

}  // namespace farcall
