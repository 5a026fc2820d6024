// SPDX-License-Identifier: Apache-2.0
#include "ingest/findings/elasticsearch_sink.h"

#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "formats/ecs_finding.h"
#include "formats/finding_facts.h"
#include "ingest/findings/finding_notice.h"
#include "ingest/findings/http_delivery.h"

namespace farcall {
namespace {

using Json = nlohmann::ordered_json;

// `logs-farcall.alert-default` -> `logs-farcall.alert`: one template serves all
// namespaces.
std::string TemplateName(const std::string& data_stream) {
  return data_stream.substr(0, data_stream.rfind('-'));
}

Json Keyword() { return {{"type", "keyword"}, {"ignore_above", 1024}}; }
Json Typed(const char* type) { return {{"type", type}}; }

// What became of the only document of a bulk request.
absl::Status ResultOf(const std::string& answer) {
  const Json json = Json::parse(answer, nullptr, false);
  const Json* create = nullptr;
  if (json.is_object() && json.contains("items") && json["items"].is_array() &&
      json["items"].size() == 1 && json["items"][0].contains("create")) {
    create = &json["items"][0]["create"];
  }
  if (create == nullptr || !create->value("status", Json()).is_number()) {
    return absl::UnavailableError("the answer to _bulk cannot be read");
  }
  const int code = create->value("status", 0);
  // 409: it is there already.
  if ((code >= 200 && code < 300) || code == 409) return absl::OkStatus();
  const std::string why =
      absl::StrCat("a document was answered with ", code, ": ",
                   create->value("error", Json())
                       .dump(-1, ' ', false, Json::error_handler_t::replace));
  return code == 400 ? absl::InvalidArgumentError(why)
                     : absl::UnavailableError(why);
}

}  // namespace

std::string ElasticsearchDocument(const v1::WatchFindingsResponse& change) {
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(
      std::chrono::system_clock::now().time_since_epoch());
  Json json =
      Json::parse(EcsLine(change.finding(), ChangesOf(change), now.count()));
  if (NoticeOf(change) != Notice::kAlarm) json["event"]["kind"] = "event";
  return json.dump();
}

std::string ElasticsearchTemplate(const std::string& data_stream) {
  const Json properties = {
      {"@timestamp", Typed("date")},
      {"message", Typed("text")},
      {"event",
       {{"properties",
         {{"kind", Keyword()},
          {"category", Keyword()},
          {"type", Keyword()},
          {"id", Keyword()},
          {"sequence", Typed("long")},
          {"created", Typed("date")},
          {"start", Typed("date")},
          {"end", Typed("date")},
          {"risk_score", Typed("float")},
          {"severity", Typed("long")}}}}},
      {"user", {{"properties", {{"id", Keyword()}, {"name", Keyword()}}}}}};
  const Json json = {
      {"index_patterns", Json::array({TemplateName(data_stream) + "-*"})},
      {"priority", 200},
      {"data_stream", Json::object()},
      {"template",
       {{"mappings",
         {{"dynamic_templates",
           Json::array({{{"texts",
                          {{"match_mapping_type", "string"},
                           {"mapping", Keyword()}}}}})},
          {"properties", properties}}}}}};
  return json.dump();
}

ElasticsearchSink::ElasticsearchSink(HttpClient& http, Options options)
    : http_(http),
      options_(std::move(options)),
      has_template_(!options_.put_template) {}

HttpRequest ElasticsearchSink::Request(std::string method,
                                       const std::string& path,
                                       std::string type,
                                       std::string body) const {
  HttpRequest request;
  request.method = std::move(method);
  request.url = options_.url + path;
  request.headers = {{"Content-Type", std::move(type)}};
  if (!options_.authorization.empty()) {
    request.headers.emplace_back("Authorization", options_.authorization);
  }
  request.body = std::move(body);
  return request;
}

absl::Status ElasticsearchSink::PutTemplate() {
  const auto answer = SendToSink(
      http_,
      Request("PUT", "/_index_template/" + TemplateName(options_.data_stream),
              "application/json", ElasticsearchTemplate(options_.data_stream)));
  has_template_ = answer.ok();
  // It is not the document that is refused.
  return answer.ok() ? absl::OkStatus()
                     : absl::UnavailableError(absl::StrCat(
                           "index template: ", answer.status().message()));
}

absl::Status ElasticsearchSink::Deliver(
    const v1::WatchFindingsResponse& change) {
  if (!has_template_) {
    absl::Status status = PutTemplate();
    if (!status.ok()) return status;
  }
  const Json action = {
      {"create",
       {{"_index", options_.data_stream}, {"_id", RevisionKey(change)}}}};
  const auto answer = SendToSink(
      http_, Request("POST", "/_bulk", "application/x-ndjson",
                     absl::StrCat(action.dump(), "\n",
                                  ElasticsearchDocument(change), "\n")));
  if (!answer.ok()) return answer.status();
  return ResultOf(*answer);
}

}  // namespace farcall
