# What the server stands on: configuration, log, metrics. No gRPC, no store.
farcall_library(farcall_server_base
  SOURCES
    batch_figures.cc
    config.cc
    config_docs.cc
    config_file.cc
    json_log.cc
    metrics.cc
    metrics_docs.cc
    metrics_endpoint.cc
    process_metrics.cc
    sampled_metrics.cc
    settings.cc
    version.cc
  LINK
    absl::statusor
    farcall_scoring
    nlohmann_json::nlohmann_json
    prometheus-cpp::core
    prometheus-cpp::pull
    spdlog::spdlog)
set_source_files_properties(version.cc PROPERTIES COMPILE_DEFINITIONS FARCALL_VERSION="${PROJECT_VERSION}")
