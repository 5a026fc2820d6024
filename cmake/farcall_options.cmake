# Compiler flags that every target of ours takes, and the sanitizer that a preset asks for.
set(FARCALL_SANITIZE "" CACHE STRING "Sanitizers for every target of ours, as -fsanitize= takes them (empty: none)")
option(FARCALL_WERROR "Treat compiler warnings as errors" OFF)

add_library(farcall_options INTERFACE)
target_include_directories(farcall_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(farcall_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual
  $<$<BOOL:${FARCALL_WERROR}>:-Werror>
  -fstack-protector-strong)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND (CMAKE_BUILD_TYPE STREQUAL "Release" OR FARCALL_SANITIZE STREQUAL "thread"))
  # False alarms of GCC 12 in code that it optimises: in std::string's own operator+ (GCC bug 105651) and in
  # std::optional (GCC bug 80635).
  target_compile_options(farcall_options INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
endif()
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
  # What every server of the last fifteen years has: counting bits is one instruction (docs/adr/0012).
  target_compile_options(farcall_options INTERFACE -march=x86-64-v2)
endif()
target_link_options(farcall_options INTERFACE -Wl,-z,relro,-z,now)
if(NOT FARCALL_SANITIZE)
  # No frame jumps over the guard page below a stack. Of -fcf-protection nothing would come: Debian 12's own start files
  # lack its mark, without which no kernel checks jumps. tests/ops/hardening_test.py looks into the binaries.
  target_compile_options(farcall_options INTERFACE -fstack-clash-protection)
endif()
if(FARCALL_SANITIZE)
  target_compile_options(farcall_options INTERFACE -fsanitize=${FARCALL_SANITIZE} -fno-sanitize-recover=all
                         -fno-omit-frame-pointer)
  target_link_options(farcall_options INTERFACE -fsanitize=${FARCALL_SANITIZE})
endif()

# farcall_library(NAME SOURCES... [LINK ...]): a static library of one folder.
function(farcall_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC farcall_options ${ARG_LINK})
endfunction()
