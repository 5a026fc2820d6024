# What the server stands on: configuration, log, metrics. No gRPC, no store.
farcall_library(farcall_server_base
  SOURCES
    batch_figures.cc
    bearer_tokens.cc
    certificate_chain.cc
    config.cc
    config_docs.cc
    config_file.cc
    json_log.cc
    metrics.cc
    metrics_docs.cc
    metrics_endpoint.cc
    policy.cc
    process_metrics.cc
    rule_lines.cc
    sampled_metrics.cc
    settings.cc
    tracing.cc
    version.cc
  LINK
    absl::statusor
    farcall_scoring
    OpenSSL::Crypto
    PkgConfig::Sodium
    nlohmann_json::nlohmann_json
    opentelemetry-cpp::otlp_grpc_exporter
    opentelemetry-cpp::trace
    prometheus-cpp::core
    prometheus-cpp::pull
    spdlog::spdlog)
set_source_files_properties(version.cc PROPERTIES COMPILE_DEFINITIONS FARCALL_VERSION="${PROJECT_VERSION}")
# False alarms of GCC 12 in std::regex, which OpenTelemetry's headers use (GCC bug 105562).
set_source_files_properties(tracing.cc PROPERTIES COMPILE_OPTIONS -Wno-maybe-uninitialized)
