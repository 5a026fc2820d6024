// SPDX-License-Identifier: Apache-2.0
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include "absl/time/clock.h"
#include "ingest/app/aws_parts.h"
#include "ingest/app/source_parts.h"
#include "ingest/sqs/sqs_dead_letters.h"
#include "ingest/sqs/sqs_queue_check.h"
#include "ingest/sqs/sqs_source.h"

namespace farcall {
namespace {

// The server's seen-window-seconds, unless it is set.

SqsSource::Options OptionsOf(const IngestConfig& config,
                             const QueueFacts& queue) {
  SqsSource::Options options;
  options.lanes_max = static_cast<size_t>(config.workers);
  options.lease = absl::Seconds(config.sqs_visibility_seconds);
  options.delivery_bytes_max = static_cast<size_t>(config.s3_object_bytes_max);
  options.rejected = queue.has_dead_letter_queue
                         ? SqsSource::Rejected::kToDeadLetterQueue
                         : SqsSource::Rejected::kNowhere;
  return options;
}

class SqsParts final : public SourceParts {
 public:
  SqsParts(AwsParts aws, SqsClient queue, const SourceNeeds& needs)
      : aws_(std::move(aws)),
        queue_(std::move(queue)),
        objects_(aws_.access->Objects()),
        ignored_(prometheus::BuildCounter()
                     .Name("farcall_ingest_sqs_ignored_total")
                     .Help("What messages of the queue were about that holds "
                           "no records: test events of S3, other events of "
                           "objects, digests, folders.")
                     .Register(needs.registry)) {}

  absl::Status Open(const SourceNeeds& needs) {
    auto facts = CheckQueue(queue_, needs.config.sqs_redrive_required
                                        ? RedriveRule::kRequired
                                        : RedriveRule::kOptional);
    if (!facts.ok()) return facts.status();
    if (!facts->has_dead_letter_queue) {
      needs.log.Warn("the queue has no dead-letter queue",
                     {{"queue", needs.config.sqs_queue_url}});
    }
    retention_ = facts->retention;
    needs.log.Info(
        "receiving",
        {{"queue", needs.config.sqs_queue_url},
         {"credentials", std::string(aws_.access->provider_name())},
         {"retention_seconds", absl::ToInt64Seconds(facts->retention)}});
    source_.emplace(queue_, objects_, OptionsOf(needs.config, *facts),
                    absl::Now);
    return absl::OkStatus();
  }

  Source& source() override { return *source_; }

  absl::StatusOr<absl::Duration> Retention(absl::Duration) override {
    return retention_;
  }

  void Sample() override {
    const SqsSource::Ignored now = source_->ignored();
    const auto raise = [this](const char* kind, uint64_t before,
                              uint64_t after) {
      ignored_.Add({{"kind", kind}})
          .Increment(static_cast<double>(after - before));
    };
    raise("test_event", told_.test_events, now.test_events);
    raise("other_event", told_.other_events, now.other_events);
    raise("digest", told_.digests, now.digests);
    raise("folder", told_.folders, now.folders);
    told_ = now;
  }

 private:
  const AwsParts aws_;
  SqsClient queue_;
  S3Client objects_;
  std::optional<SqsSource> source_;
  prometheus::Family<prometheus::Counter>& ignored_;
  SqsSource::Ignored told_;
  absl::Duration retention_;
};

// Dead letters with the clients that they stand on.
class OwningSqsDeadLetters final : public DeadLetters {
 public:
  OwningSqsDeadLetters(AwsParts aws, SqsClient queue)
      : aws_(std::move(aws)),
        queue_(std::move(queue)),
        letters_(queue_, absl::Now) {}

  absl::Status Write(std::span<const DeadLetter> letters) override {
    return letters_.Write(letters);
  }

 private:
  const AwsParts aws_;
  SqsClient queue_;
  SqsDeadLetters letters_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<SourceParts>> OpenSqs(const SourceNeeds& needs) {
  const std::string& url = needs.config.sqs_queue_url;
  auto aws = OpenAws(needs.config, url);
  if (!aws.ok()) return aws.status();
  auto queue = aws->access->Queue(url);
  if (!queue.ok()) return queue.status();
  auto parts =
      std::make_unique<SqsParts>(*std::move(aws), *std::move(queue), needs);
  absl::Status status = parts->Open(needs);
  if (!status.ok()) return status;
  return parts;
}

absl::StatusOr<std::unique_ptr<DeadLetters>> OpenSqsDeadLetters(
    const IngestConfig& config) {
  auto aws = OpenAws(config, config.dead_letter_queue_url);
  if (!aws.ok()) return aws.status();
  auto queue = aws->access->Queue(config.dead_letter_queue_url);
  if (!queue.ok()) return queue.status();
  return std::make_unique<OwningSqsDeadLetters>(*std::move(aws),
                                                *std::move(queue));
}

}  // namespace farcall
