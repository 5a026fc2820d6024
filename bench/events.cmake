# The made-up events need nothing that the server does not need, so their tests run with all others.
farcall_library(farcall_bench_events SOURCES connections.cc event_source.cc latencies.cc LINK farcall_proto)
