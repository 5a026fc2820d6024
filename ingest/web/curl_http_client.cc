// SPDX-License-Identifier: Apache-2.0
#include "ingest/web/curl_http_client.h"

#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "text/concat.h"

namespace farcall {
namespace {

// One request under way.
struct Transfer {
  const HttpRequest& request;
  HttpResponse response;
  bool too_large = false;
};

struct ListCleanup {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListCleanup>;

size_t TakeBody(char* bytes, size_t size, size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  std::string& body = transfer.response.body;
  const size_t got = size * count;
  if (got > transfer.request.response_bytes_max - body.size()) {
    transfer.too_large = true;
    return 0;
  }
  body.append(bytes, got);
  return got;
}

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const size_t begin = text.find_first_not_of(kBlank);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

size_t TakeHeader(char* bytes, size_t size, size_t count, void* user) {
  HttpHeaders& headers = static_cast<Transfer*>(user)->response.headers;
  const std::string_view line(bytes, size * count);
  // A status line begins an answer; those before were of a proxy, or 100.
  if (line.starts_with("HTTP/")) headers.clear();
  const size_t colon = line.find(':');
  if (colon != line.npos && !line.starts_with("HTTP/")) {
    headers.emplace_back(Trimmed(line.substr(0, colon)),
                         Trimmed(line.substr(colon + 1)));
  }
  return size * count;
}

int IsStopped(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Transfer*>(user)->request.stop.stop_requested() ? 1 : 0;
}

// Without a name of a user, path and query: these may hold secrets.
std::string_view HostOf(std::string_view url) {
  const size_t scheme = url.find("://");
  if (scheme == url.npos) return "no URL";
  std::string_view host = url.substr(scheme + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  const size_t at = host.rfind('@');
  return at == host.npos ? host : host.substr(at + 1);
}

// A line break would begin another header.
bool HasLineBreak(const HttpHeaders& headers) {
  constexpr std::string_view kBreaks("\r\n\0", 3);
  for (const auto& [name, value] : headers) {
    if (name.find_first_of(kBreaks) != name.npos) return true;
    if (value.find_first_of(kBreaks) != value.npos) return true;
  }
  return false;
}

List HeaderList(const HttpRequest& request) {
  curl_slist* list = nullptr;
  const auto append = [&list](const std::string& line) {
    if (curl_slist* longer = curl_slist_append(list, line.c_str())) {
      list = longer;
    }
  };
  // curl's own: it would wait for an answer to the first, and the second is not
  // what is sent.
  append("Expect:");
  append("Accept:");
  append("Content-Type:");
  for (const auto& [name, value] : request.headers) {
    append(value.empty() ? name + ";" : Concat({name, ": ", value}));
  }
  return List(list);
}

long Milliseconds(absl::Duration duration) {
  return static_cast<long>(absl::ToInt64Milliseconds(duration));
}

void SetLimits(CURL* handle, const HttpRequest& request) {
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION,
                   static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS,
                   Milliseconds(request.connect_timeout));
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, Milliseconds(request.timeout));
  if (request.route == HttpRequest::Route::kDirect) {
    curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
  }
}

void SetRequest(CURL* handle, Transfer& transfer) {
  const HttpRequest& request = transfer.request;
  curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
  // A key of an object may have `..` in it.
  curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(handle, CURLOPT_USERAGENT, "farcall-ingest");
  curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  if (request.method != "GET" || !request.body.empty()) {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
  }
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, TakeBody);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, TakeHeader);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, IsStopped);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &transfer);
}

absl::Status StatusOf(CURLcode code, const Transfer& transfer) {
  const HttpRequest& request = transfer.request;
  const std::string what =
      Concat({request.method, " ", HostOf(request.url), ": "});
  if (transfer.too_large) {
    return absl::ResourceExhaustedError(
        Concat({what, "the answer is larger than ",
                std::to_string(request.response_bytes_max), " bytes"}));
  }
  switch (code) {
    case CURLE_ABORTED_BY_CALLBACK:
      return absl::CancelledError(Concat({what, "stopped"}));
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return absl::InvalidArgumentError(
          Concat({what, curl_easy_strerror(code)}));
    default:
      return absl::UnavailableError(Concat({what, curl_easy_strerror(code)}));
  }
}

}  // namespace

CurlHttpClient::CurlHttpClient(Options options) : options_(std::move(options)) {
  curl_global_init(CURL_GLOBAL_DEFAULT);  // counts its calls
}

CurlHttpClient::~CurlHttpClient() {
  idle_.clear();
  curl_global_cleanup();
}

absl::StatusOr<HttpResponse> CurlHttpClient::Send(const HttpRequest& request) {
  if (HasLineBreak(request.headers)) {
    return absl::InvalidArgumentError(
        Concat({request.method, " ", HostOf(request.url),
                ": a header has a line break"}));
  }
  Handle handle = Take();
  if (handle == nullptr) return absl::UnavailableError("libcurl has no handle");
  Transfer transfer{.request = request, .response = {}};
  const List headers = HeaderList(request);
  SetLimits(handle.get(), request);
  SetRequest(handle.get(), transfer);
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  if (!options_.ca_file.empty()) {
    curl_easy_setopt(handle.get(), CURLOPT_CAINFO, options_.ca_file.c_str());
  }
  const CURLcode code = curl_easy_perform(handle.get());
  if (code != CURLE_OK) return StatusOf(code, transfer);
  long http_code = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &http_code);
  transfer.response.code = static_cast<int>(http_code);
  Return(std::move(handle));
  return std::move(transfer.response);
}

CurlHttpClient::Handle CurlHttpClient::Take() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (idle_.empty()) return Handle(curl_easy_init());
  Handle handle = std::move(idle_.back());
  idle_.pop_back();
  return handle;
}

void CurlHttpClient::Return(Handle handle) {
  curl_easy_reset(handle.get());  // connections stay
  const std::lock_guard<std::mutex> lock(mutex_);
  if (idle_.size() < options_.idle_handles_max) {
    idle_.push_back(std::move(handle));
  }
}

}  // namespace farcall
