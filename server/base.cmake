# What operators write for the server: settings, who may do what.
farcall_library(farcall_server_config
  SOURCES
    bearer_tokens.cc
    config.cc
    config_docs.cc
    config_file.cc
    policy.cc
    rule_lines.cc
    settings.cc
    version.cc
  LINK absl::statusor farcall_scoring PkgConfig::Sodium)

# What the server stands on: that, log, metrics. No gRPC, no store.
farcall_library(farcall_server_base
  SOURCES
    batch_figures.cc
    certificate_chain.cc
    json_log.cc
    metrics.cc
    metrics_docs.cc
    metrics_endpoint.cc
    process_metrics.cc
    sampled_metrics.cc
    tracing.cc
  LINK
    civetweb::civetweb-cpp
    farcall_server_config
    nlohmann_json::nlohmann_json
    OpenSSL::Crypto
    opentelemetry-cpp::otlp_grpc_exporter
    opentelemetry-cpp::trace
    prometheus-cpp::core
    prometheus-cpp::pull
    spdlog::spdlog)
set_source_files_properties(version.cc PROPERTIES COMPILE_DEFINITIONS FARCALL_VERSION="${PROJECT_VERSION}")
# False alarms of GCC 12 in std::regex, which OpenTelemetry's headers use (GCC bug 105562).
set_source_files_properties(tracing.cc PROPERTIES COMPILE_OPTIONS -Wno-maybe-uninitialized)
