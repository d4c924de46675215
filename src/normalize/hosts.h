// Host names: from what stands in a link to the ASCII name and its registrable domain.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/status.h"

namespace lockstep::normalize {

struct Host {
  std::string full;    // lower-case ASCII (UTS #46), or an address: "192.0.2.1", "[2001:db8::1]"
  std::string name;    // `full` without leading "www." and "amp.", which name the same site
  std::string domain;  // registrable domain by the public suffix list, or `name` if there is none
  bool valid() const noexcept { return !name.empty(); }
};

// Remembers recent hosts; one per thread.
class Hosts {
 public:
  // With the public suffix list in `file`, or libpsl's own if it is empty.
  static StatusOr<std::unique_ptr<Hosts>> make(const std::string& public_suffix_list);
  virtual ~Hosts() = default;

  // `raw` is the host of a link without port: percent-encoded, Unicode, any case, any form of an
  // address that a browser takes. Invalid for what cannot be a public host: no dot, bad labels.
  // The reference is good until the next call.
  virtual const Host& resolve(std::string_view raw) = 0;
};

}  // namespace lockstep::normalize
