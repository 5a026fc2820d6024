// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace farcall {

// What an event is scored for. Whatever it is: no value counts that was first
// seen after the event.
enum class Purpose {
  kCount,  // it is new, and is counted next: evidence of what was seen after it
           // counts too, so that the order of arrival does not matter
  kWhatIf,  // it is new, and is not counted: alerts after it do not stop its
            // own
  kAgain,   // it is among the counts: what it left there itself does not speak
            // as evidence
};

}  // namespace farcall
