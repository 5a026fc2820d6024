// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "cli/commands/commands.h"
#include "cli/commands/interruption.h"
#include "cli/commands/score_report.h"
#include "cli/input/batch_queue.h"
#include "cli/input/input_files.h"
#include "cli/input/record_feed.h"
#include "cli/input/unread_fields.h"
#include "cli/output/progress_bar.h"
#include "cli/server/score_stream.h"
#include "cli/server/server_connection.h"
#include "text/count.h"

namespace farcall {
namespace {

// From files to batches. Shared with the thread that reads: where input may
// never come, it is left behind.
struct Intake {
  RecordFeed feed;
  BatchQueue queue;
};

std::shared_ptr<Intake> MakeIntake(const std::vector<InputFile>& files,
                                   const ScoreOptions& options,
                                   const std::string& tenant) {
  BatchLimits limits;
  limits.events = options.batch_events;
  v1::ScoreEventsRequest prototype;
  prototype.set_tenant(tenant);
  prototype.set_mode(options.mode);
  // What is not shown needs no factors.
  prototype.set_factors_from(options.risk_min.value_or(v1::RISK_LEVEL_NONE));
  return std::shared_ptr<Intake>(
      new Intake{RecordFeed(files), BatchQueue(limits, std::move(prototype))});
}

// Seconds since its making.
class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() -
                                         start_)
        .count();
  }

 private:
  const std::chrono::steady_clock::time_point start_ =
      std::chrono::steady_clock::now();
};

bool WantsProgressBar(const ScoreOptions& options, const Terminal& terminal) {
  const bool lines_on_same_terminal =
      options.format == OutputFormat::kJson && terminal.out_is_tty;
  return terminal.err_is_tty && !lines_on_same_terminal;
}

ExitCode ExitCodeOf(const ScoreOptions& options, const ScoreSummary& summary,
                    bool has_unread_files) {
  if (options.fail_on.has_value() && summary.AtLeast(*options.fail_on) > 0) {
    return ExitCode::kRiskFound;
  }
  if (has_unread_files) return ExitCode::kFiles;
  return summary.errors() > 0 ? ExitCode::kEventErrors : ExitCode::kOk;
}

// One run over some files against one server.
class ScoreRun {
 public:
  ScoreRun(const ScoreOptions& options, const Target& target,
           ServerConnection& server, const Terminal& terminal,
           const std::vector<InputFile>& files);

  ExitCode Run();

 private:
  void TakeAnswer(const Batch& batch, const v1::ScoreEventsResponse& answer);
  absl::Status SendAll();
  ExitCode TellInterruption(const absl::Status& status) const;

  const ScoreOptions& options_;
  const Terminal& terminal_;
  const std::vector<InputFile>& files_;
  const std::shared_ptr<Intake> intake_;
  const Stopwatch stopwatch_;
  ScoreStream stream_;
  ScoreReport report_;
  UnreadFields unread_;
  std::optional<ProgressBar> progress_bar_;
  std::atomic<bool> interrupted_ = false;
};

ScoreRun::ScoreRun(const ScoreOptions& options, const Target& target,
                   ServerConnection& server, const Terminal& terminal,
                   const std::vector<InputFile>& files)
    : options_(options),
      terminal_(terminal),
      files_(files),
      intake_(MakeIntake(files, options, target.tenant)),
      stream_(server,
              {.wait_total = std::chrono::seconds(options.retry_seconds)}),
      report_(options, terminal, [feed = &intake_->feed](uint64_t number) {
        return feed->LocationOf(number);
      }) {
  if (WantsProgressBar(options, terminal)) {
    progress_bar_.emplace(terminal.err, terminal.err_width, terminal.charset);
  }
}

ExitCode ScoreRun::Run() {
  const absl::Status status = SendAll();
  progress_bar_.reset();
  report_.Finish({.files = files_.size(),
                  .seconds = stopwatch_.seconds(),
                  .reconnections = stream_.reconnections(),
                  .batches_resent = stream_.batches_resent()});
  if (interrupted_) return TellInterruption(status);
  if (!status.ok()) {
    terminal_.Error("not all records were answered: " +
                    std::string(status.message()));
    return ExitCodeOfServerError(status);
  }
  for (const std::string& line : unread_.Lines()) terminal_.Error(line);
  for (const std::string& note : intake_->feed.Notes()) terminal_.Error(note);
  const auto& unread_files = intake_->feed.errors();
  for (const absl::Status& error : unread_files) {
    terminal_.Error(std::string(error.message()));
  }
  return ExitCodeOf(options_, report_.summary(), !unread_files.empty());
}

ExitCode ScoreRun::TellInterruption(const absl::Status& status) const {
  terminal_.Error(
      "interrupted: " + Count(report_.summary().answered(), "record") +
      (report_.summary().answered() == 1 ? " was" : " were") +
      " answered, the rest was not sent" +
      (status.ok() ? std::string()
                   : " or not answered: " + std::string(status.message())));
  return ExitCode::kInterrupted;
}

absl::Status ScoreRun::SendAll() {
  // What is in flight is still answered.
  const Interruption interruption([this] {
    interrupted_ = true;
    stream_.StopReconnecting();
    intake_->queue.Abandon();
  });
  std::thread reader([intake = intake_] { intake->feed.Run(intake->queue); });
  absl::Status status = stream_.Run(
      intake_->queue,
      [this](const Batch& batch, const v1::ScoreEventsResponse& answer) {
        TakeAnswer(batch, answer);
      });
  intake_->queue.Close();
  const bool may_block =
      std::any_of(files_.begin(), files_.end(),
                  [](const InputFile& file) { return file.is_stream; });
  if ((!status.ok() || interrupted_) && may_block) {
    reader.detach();
  } else {
    reader.join();
  }
  return status;
}

void ScoreRun::TakeAnswer(const Batch& batch,
                          const v1::ScoreEventsResponse& answer) {
  for (int i = 0; i < answer.results_size(); ++i) {
    const uint64_t number = batch.numbers[static_cast<size_t>(i)];
    report_.Take(number, answer.results(i));
    if (!answer.results(i).unread().empty()) {
      unread_.Count(intake_->feed.FileOf(number), answer.results(i));
    }
  }
  report_.Flush();
  if (!progress_bar_.has_value()) return;
  progress_bar_->Show({.bytes_read = intake_->feed.bytes_read(),
                       .bytes_total = intake_->feed.bytes_total(),
                       .records = report_.summary().answered(),
                       .seconds = stopwatch_.seconds(),
                       .score_highest = report_.summary().score_highest});
}

}  // namespace

ExitCode RunScore(const ScoreOptions& options, const Target& target,
                  const Terminal& terminal) {
  const auto files = ListInputFiles(options.inputs);
  if (!files.ok()) {
    terminal.Error(std::string(files.status().message()));
    return ExitCode::kFiles;
  }
  auto server = Connect(target.server);
  if (!server.ok()) {
    terminal.Error(std::string(server.status().message()));
    return ExitCodeOfServerError(server.status());
  }
  return ScoreRun(options, target, *server, terminal, *files).Run();
}

}  // namespace farcall
