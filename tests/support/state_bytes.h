// State to bytes and back in memory.
#pragma once

#include <string>
#include <string_view>

#include "lockstep/core/memory_bytes.h"

namespace lockstep::test {

template <class T>
std::string bytes_of(T& value) {
  MemorySink sink;
  StateWriter writer(sink);
  writer(value);
  writer.flush();
  return std::move(sink.text);
}

template <class T>
Status read_into(T& value, std::string_view bytes) {
  MemorySource source(bytes);
  StateReader reader(source);
  reader(value);
  return reader.finish();
}

}  // namespace lockstep::test
