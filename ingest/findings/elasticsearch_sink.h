// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ingest/findings/finding_sink.h"
#include "ingest/web/http_client.h"

namespace farcall {

// Changes as documents of the Elastic Common Schema in a data stream of
// Elasticsearch or OpenSearch, by `_bulk` with `create`: one that is there
// already is done. A change that is an alarm has `event.kind: alert`, of which
// Elastic's rule "External Alerts" makes a detection alert; others have
// `event.kind: event`, and the same `event.id`.
class ElasticsearchSink final : public FindingSink {
 public:
  struct Options {
    std::string url{};  // `https://host:9200`, without a slash at its end
    std::string data_stream = "logs-farcall.alert-default";
    // Value of the header Authorization: `ApiKey ...`, `Basic ...`. Empty =
    // none.
    std::string authorization{};
    // Puts the index template of the data stream before the first document.
    bool put_template = true;
  };

  // `http` must outlive it.
  ElasticsearchSink(HttpClient& http, Options options);

  std::string_view name() const override { return "elasticsearch"; }
  absl::Status Deliver(const v1::WatchFindingsResponse& change) override;

 private:
  absl::Status PutTemplate();
  HttpRequest Request(std::string method, const std::string& path,
                      std::string type, std::string body) const;

  HttpClient& http_;
  const Options options_;
  bool has_template_ = false;
};

// The document of a change, and the index template, as JSON.
std::string ElasticsearchDocument(const v1::WatchFindingsResponse& change);
std::string ElasticsearchTemplate(const std::string& data_stream);

}  // namespace farcall
