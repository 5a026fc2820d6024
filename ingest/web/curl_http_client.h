// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ingest/web/http_client.h"

namespace farcall {

// HttpClient by libcurl: HTTP/1.1, certificates are checked. A request takes a
// handle of its own; handles are kept with their connections for the next ones.
class CurlHttpClient : public HttpClient {
 public:
  struct Options {
    std::string ca_file;  // certificates to trust; empty: the system's
    size_t idle_handles_max = 32;
  };

  explicit CurlHttpClient(Options options);
  ~CurlHttpClient() override;
  CurlHttpClient(const CurlHttpClient&) = delete;
  CurlHttpClient& operator=(const CurlHttpClient&) = delete;

  absl::StatusOr<HttpResponse> Send(const HttpRequest& request) override;

 private:
  struct EasyCleanup {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };
  using Handle = std::unique_ptr<CURL, EasyCleanup>;

  Handle Take();
  void Return(Handle handle);

  const Options options_;
  std::mutex mutex_;
  std::vector<Handle> idle_;
};

}  // namespace farcall
