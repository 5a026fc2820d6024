farcall_test(server_base_test
  SOURCES
    batch_figures_test.cc
    bearer_tokens_test.cc
    certificate_chain_test.cc
    config_docs_test.cc
    config_file_test.cc
    config_test.cc
    json_log_test.cc
    metrics_docs_test.cc
    metrics_endpoint_test.cc
    metrics_test.cc
    policy_test.cc
    process_metrics_test.cc
    sampled_metrics_test.cc
    settings_test.cc
    tracing_test.cc
  LINK farcall_server_base
  LABELS unit)
target_compile_definitions(server_base_test PRIVATE FARCALL_SOURCE_DIR="${PROJECT_SOURCE_DIR}")

farcall_test(server_base_concurrent_test
  SOURCES
    json_log_concurrent_test.cc
    metrics_concurrent_test.cc
  LINK farcall_server_base
  LABELS unit concurrent)

# Writes docs/configuration.md and docs/metrics.md anew; the tests above compare them.
add_executable(farcall_print_docs print_docs.cc)
target_link_libraries(farcall_print_docs PRIVATE farcall_server_base)

# Label values that a lint of names cannot see are checked by metrics_test.cc.
find_program(PROMTOOL promtool)
if(PROMTOOL)
  add_test(NAME Metrics.PassPromtool
    COMMAND sh -c "$<TARGET_FILE:farcall_print_docs> exposition | ${PROMTOOL} check metrics")
  set_tests_properties(Metrics.PassPromtool PROPERTIES LABELS unit)
endif()
