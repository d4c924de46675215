# How a room becomes targets. Folders are globbed, so adding a file, a signal or an adapter touches
# no build file; what a room may use stays written down in the top CMakeLists.txt.

# What the sanitizers run: unit tests and the fuzzers' corpora, without the binary and benchmarks.
add_custom_target(lockstep_checks)

# Plug-ins: every sub-folder of `folder` is one; its definition is the symbol of the same name.
# Writes a sorted, explicit registry, so that there is no static initialiser for the linker to drop.
function(lockstep_registry out folder namespace type header)
  file(GLOB entries CONFIGURE_DEPENDS ${folder}/*)
  set(names)
  foreach(entry ${entries})
    if(IS_DIRECTORY ${entry})
      get_filename_component(name ${entry} NAME)
      list(APPEND names ${name})
    endif()
  endforeach()
  list(SORT names)
  set(declarations "")
  set(pointers "")
  foreach(name ${names})
    string(APPEND declarations "extern const ${type} ${name};\n")
    string(APPEND pointers "&${name}, ")
  endforeach()
  set(LOCKSTEP_REGISTRY_TEXT
"// Generated from the sub-folders of ${folder}; do not edit.
#include \"${header}\"
namespace ${namespace} {
${declarations}
namespace {
const ${type}* const kAll[] = {${pointers}};
}
std::span<const ${type}* const> all() noexcept { return kAll; }
}  // namespace ${namespace}
")
  string(REPLACE "${CMAKE_SOURCE_DIR}/" "" LOCKSTEP_REGISTRY_TEXT "${LOCKSTEP_REGISTRY_TEXT}")
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/${out} CONTENT "${LOCKSTEP_REGISTRY_TEXT}" @ONLY)
endfunction()

# A text file as a function `std::string_view builtin_<name>()` of `namespace`.
function(lockstep_embed name file namespace)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} text)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/${name}.cpp @ONLY CONTENT
"// Generated from a data file; do not edit.
#include <string_view>
namespace @namespace@ {
std::string_view builtin_@name@() { return R\"EMBED(@text@)EMBED\"; }
}  // namespace @namespace@
")
endfunction()

function(lockstep_room name)
  cmake_parse_arguments(ROOM "" "" "DEPS;LIBS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  set(plugin_tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER plugin_tests INCLUDE REGEX "_test\\.cpp$")
  file(GLOB_RECURSE tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${name}/*_test.cpp)
  if(name STREQUAL "signals")
    lockstep_registry(signals_registry.cpp ${CMAKE_SOURCE_DIR}/src/signals
      lockstep::signals SignalDef lockstep/signals/signal.h)
    list(APPEND sources ${CMAKE_BINARY_DIR}/generated/signals_registry.cpp)
  elseif(name STREQUAL "normalize")
    lockstep_registry(adapters_registry.cpp ${CMAKE_SOURCE_DIR}/src/normalize/adapters
      lockstep::normalize::adapters AdapterDef lockstep/normalize/adapter.h)
    lockstep_embed(tracking_parameters ${CMAKE_SOURCE_DIR}/config/tracking_parameters.txt lockstep::normalize)
    list(APPEND sources ${CMAKE_BINARY_DIR}/generated/adapters_registry.cpp
                        ${CMAKE_BINARY_DIR}/generated/tracking_parameters.cpp)
  endif()
  file(GLOB_RECURSE real_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  if(NOT real_sources)
    message(FATAL_ERROR "room '${name}' has no sources under src/${name}")
  endif()

  add_library(lockstep_${name} STATIC ${sources})
  target_include_directories(lockstep_${name} PUBLIC ${CMAKE_SOURCE_DIR}/include
                             PRIVATE ${CMAKE_SOURCE_DIR}/src/${name})
  target_link_libraries(lockstep_${name} PRIVATE lockstep_flags Threads::Threads)
  if(NOT ROOM_DEPS STREQUAL "-")
    list(TRANSFORM ROOM_DEPS PREPEND lockstep_)
    target_link_libraries(lockstep_${name} PUBLIC ${ROOM_DEPS})
  endif()
  list(TRANSFORM ROOM_LIBS PREPEND lib_)
  # Status and fmt are part of the vocabulary, so they travel with core's headers.
  if(name STREQUAL "core")
    target_link_libraries(lockstep_core PUBLIC lib_absl_status lib_fmt)
  endif()
  target_link_libraries(lockstep_${name} PRIVATE ${ROOM_LIBS})

  list(APPEND tests ${plugin_tests})
  if(BUILD_TESTING AND tests)
    add_executable(lockstep_${name}_tests ${tests})
    target_include_directories(lockstep_${name}_tests PRIVATE
      ${CMAKE_SOURCE_DIR}/tests/support ${CMAKE_SOURCE_DIR}/src/${name})
    target_link_libraries(lockstep_${name}_tests PRIVATE
      lockstep_${name} lockstep_flags ${ROOM_LIBS} Catch2::Catch2WithMain nlohmann_json::nlohmann_json)
    # Tests are compiled once for every few runs: less optimised than what they test, and not at all
    # under the sanitizers, which would double the time.
    if(LOCKSTEP_SANITIZE)
      target_compile_options(lockstep_${name}_tests PRIVATE -O0)
    else()
      target_compile_options(lockstep_${name}_tests PRIVATE -O1)
    endif()
    add_dependencies(lockstep_checks lockstep_${name}_tests)
    target_compile_definitions(lockstep_${name}_tests PRIVATE
      LOCKSTEP_SOURCE_DIR="${CMAKE_SOURCE_DIR}" LOCKSTEP_BINARY_DIR="${CMAKE_BINARY_DIR}")
    # An empty selection must not pass: Catch2 2.13 exits 0 for it unless told.
    set(selection --warn NoTests)
    set(timeout 300)
    if(LOCKSTEP_SANITIZE)
      # Figures over many streams touch no memory that the others do not, and take minutes there.
      list(APPEND selection "~[statistics]")
      set(timeout 1200)
    endif()
    add_test(NAME ${name} COMMAND lockstep_${name}_tests ${selection})
    set_tests_properties(${name} PROPERTIES LABELS unit TIMEOUT ${timeout})
  endif()
endfunction()

function(lockstep_app name)
  cmake_parse_arguments(APP "" "" "DEPS;LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/app/*.cpp)
  add_executable(${name} ${sources})
  list(TRANSFORM APP_DEPS PREPEND lockstep_)
  list(TRANSFORM APP_LIBS PREPEND lib_)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/src/app)
  target_compile_definitions(${name} PRIVATE LOCKSTEP_VERSION="${PROJECT_VERSION}")
  target_link_libraries(${name} PRIVATE ${APP_DEPS} ${APP_LIBS} lockstep_flags Threads::Threads)
  if(NOT LOCKSTEP_SANITIZE)
    target_link_libraries(${name} PRIVATE -Wl,--no-as-needed lib_mimalloc)
    target_compile_definitions(${name} PRIVATE LOCKSTEP_MIMALLOC)
  endif()
  # End-to-end tests drive the finished binary from outside.
  file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/app/*_test.py)
  foreach(script ${scripts})
    get_filename_component(test ${script} NAME_WE)
    add_test(NAME app.${test} COMMAND python3 ${script} $<TARGET_FILE:${name}>)
    set_tests_properties(app.${test} PROPERTIES LABELS integration TIMEOUT 600
      ENVIRONMENT "LOCKSTEP_SOURCE_DIR=${CMAKE_SOURCE_DIR}")
  endforeach()
endfunction()

# bench/<room>_bench.cpp becomes bench_<room>; each runs once, briefly, as a test of its own checks.
function(lockstep_benches)
  if(LOCKSTEP_SANITIZE)
    return()
  endif()
  file(GLOB benches CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/bench/*_bench.cpp)
  foreach(file ${benches})
    get_filename_component(bench ${file} NAME_WE)
    string(REPLACE "_bench" "" room ${bench})
    add_executable(bench_${room} ${file})
    target_include_directories(bench_${room} PRIVATE ${CMAKE_SOURCE_DIR}/tests/support ${CMAKE_SOURCE_DIR}/src/${room})
    target_link_libraries(bench_${room} PRIVATE lockstep_${room} benchmark::benchmark benchmark::benchmark_main)
    add_test(NAME bench.${room} COMMAND bench_${room} --benchmark_min_time=0.01)
    set_tests_properties(bench.${room} PROPERTIES LABELS bench_smoke TIMEOUT 300)
  endforeach()
endfunction()

# fuzz/<door>_fuzz.cpp: a libFuzzer target with clang; with any compiler, the same body replays the
# committed corpus fuzz/corpus/<door>/ as a test, and an empty corpus fails.
function(lockstep_fuzzers)
  file(GLOB fuzzers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/fuzz/*_fuzz.cpp)
  foreach(file ${fuzzers})
    get_filename_component(fuzzer ${file} NAME_WE)
    string(REPLACE "_fuzz" "" door ${fuzzer})
    add_executable(${fuzzer} ${file})
    target_link_libraries(${fuzzer} PRIVATE lockstep_flags lockstep_normalize lockstep_signals lockstep_io)
    if(LOCKSTEP_FUZZ)
      target_link_options(${fuzzer} PRIVATE -fsanitize=fuzzer)
    else()
      target_sources(${fuzzer} PRIVATE ${CMAKE_SOURCE_DIR}/fuzz/replay_main.cpp)
      add_test(NAME fuzz.${door} COMMAND ${fuzzer} ${CMAKE_SOURCE_DIR}/fuzz/corpus/${door})
      set_tests_properties(fuzz.${door} PROPERTIES LABELS fuzz TIMEOUT 300)
      add_dependencies(lockstep_checks ${fuzzer})
    endif()
  endforeach()
endfunction()

function(lockstep_lint_tests)
  add_test(NAME lint.layers COMMAND python3 ${CMAKE_SOURCE_DIR}/scripts/check_layers.py ${CMAKE_SOURCE_DIR})
  add_test(NAME lint.ops COMMAND python3 ${CMAKE_SOURCE_DIR}/scripts/check_ops.py ${CMAKE_SOURCE_DIR})
  set_tests_properties(lint.layers lint.ops PROPERTIES LABELS lint)
endfunction()
