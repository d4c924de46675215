# Language level, warnings and sanitizers; everything here applies to our targets only.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

option(LOCKSTEP_WERROR "Warnings are errors" OFF)
option(LOCKSTEP_FUZZ "Build libFuzzer targets (clang)" OFF)
set(LOCKSTEP_SANITIZE "" CACHE STRING "Comma-separated list for -fsanitize, or empty")

add_library(lockstep_flags INTERFACE)
target_compile_options(lockstep_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual -Wformat=2 -Wundef
  # GCC 12 sees uninitialised members in every moved-from std::optional and absl::InlinedVector.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=
  $<$<BOOL:${LOCKSTEP_WERROR}>:-Werror>)
if(LOCKSTEP_SANITIZE)
  target_compile_options(lockstep_flags INTERFACE
    -fsanitize=${LOCKSTEP_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(lockstep_flags INTERFACE -fsanitize=${LOCKSTEP_SANITIZE})
endif()
if(LOCKSTEP_FUZZ)
  target_compile_options(lockstep_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

include(CTest)
enable_testing()
