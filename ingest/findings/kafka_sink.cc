// SPDX-License-Identifier: Apache-2.0
#include "ingest/findings/kafka_sink.h"

#include <string>

#include "formats/finding_json.h"

namespace farcall {

absl::Status KafkaSink::Deliver(const v1::WatchFindingsResponse& change) {
  const v1::Finding& finding = change.finding();
  // One that is gone has no principal any more.
  const std::string& key =
      finding.principal().empty() ? finding.id() : finding.principal();
  const KafkaMessage message{
      key,
      ChangeLine(change),
      {{"finding-id", finding.id()},
       {"revision", std::to_string(finding.revision())}}};
  return writer_->Write({&message, 1});
}

}  // namespace farcall
